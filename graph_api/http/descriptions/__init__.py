"""The descriptions of releases over HTTP: catalogue, statistics, the page of a release, links, site map."""
