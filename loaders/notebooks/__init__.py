"""A release for notebooks: as a store of rdflib."""
