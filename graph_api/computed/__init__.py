"""Computed fields: root fields outside the classes, such as `lineage`; planned here, answered in several steps."""
