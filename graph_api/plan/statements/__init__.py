"""The statements about a resource one by one, and what refers to it: plans, and the pages cut for every store."""
