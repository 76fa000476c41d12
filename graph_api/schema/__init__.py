"""The GraphQL schema: generated from the ontology with Strawberry, and nothing written by hand per class."""
