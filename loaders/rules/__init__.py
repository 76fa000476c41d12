"""Rules: derivations and defects, asked as SPARQL while a release is built, and the graphs they fill."""
