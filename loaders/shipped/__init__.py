"""The data that ship with the program, and the first release made of them."""
