"""The shipped data, of which the first release is built."""
