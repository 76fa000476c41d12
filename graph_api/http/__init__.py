"""HTTP: the paths of a service, their answers, media types and caching."""
