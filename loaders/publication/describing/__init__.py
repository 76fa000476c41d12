"""Descriptions of a release for catalogues, search engines and crawlers: pure writers over its record."""
