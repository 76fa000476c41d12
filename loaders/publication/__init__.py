"""The publication of a release for other programs: files to download, descriptions, history and feeds."""
