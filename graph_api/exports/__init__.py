"""A justification in the formats of others: PROV-O, OSCAL, OpenLineage, CSV, a picture, JSON and text.

`question` is what the engine is asked, `case` its answer as data; each format is a module that writes a `Case`.
"""
