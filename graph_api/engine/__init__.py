"""The engine: plans an operation over one release, runs it and writes the answer."""
