"""The description of the HTTP interface for programs (OpenAPI 3.1), made of the table of paths."""
