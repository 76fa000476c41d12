"""Older releases: which there are, and what the folder still knows of them."""
