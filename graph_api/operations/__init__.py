"""Operations: the document of a question is checked against limits, parsed and validated; its variables are read."""
