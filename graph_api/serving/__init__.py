"""Serving: the engines of the current and of older releases, opened, followed and closed."""
