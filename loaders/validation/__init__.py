"""SHACL validation: what the ontology's shapes find in data, explained in sentences."""
