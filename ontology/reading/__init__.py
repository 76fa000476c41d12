"""From the ontology in RDF to the parts of a model: its classes, properties, code lists and label templates."""
