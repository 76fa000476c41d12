"""Root fields that are no class of the ontology: each is planned here, and answered by asking the store in steps."""
