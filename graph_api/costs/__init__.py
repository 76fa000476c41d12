"""The cost of an operation, estimated from the statistics of a release before any store is queried."""
