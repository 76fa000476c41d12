"""Files: RDF and tables into checked, immutable releases, and releases into stores."""
