"""Computed fields: root fields that belong to no class; each is planned here and answered in several steps."""
