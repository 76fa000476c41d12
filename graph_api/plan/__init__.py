"""The plan of a question: a tree of frozen dataclasses between GraphQL and the stores, which knows neither."""
