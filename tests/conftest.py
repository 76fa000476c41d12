"""What all tests share: the fixtures of a real Neo4j."""

pytest_plugins = ["tests.neo4j_fixtures"]
