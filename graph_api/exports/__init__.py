"""Justifications in other formats: PROV-O, OSCAL, OpenLineage, CSV, a picture, JSON, text, a page, PDF and an archive.

`question` builds the engine's question, `case` reads its answer; each format is a module that writes a `JustifiedCase`.
"""
