"""Releases: built, assembled into stores, verified, compared, and read back."""
