"""Questions: the command line, the HTTP service and GraphQL over a release."""
