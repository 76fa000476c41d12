"""The releases of the release folder, the current one too: the list of them, and their files."""
