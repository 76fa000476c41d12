"""The command line: the program, its flags, what people see of it, and its commands."""
