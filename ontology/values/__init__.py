"""Values: how literals and texts are read, compared, ordered and written."""
