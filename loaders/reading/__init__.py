"""Reading RDF: files, archives and streams into quads, with the place of every error."""
