"""One module a command of `ndp-graph`, each with its `command`; heavy imports wait until it runs."""
