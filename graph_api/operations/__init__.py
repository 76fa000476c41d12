"""Operations: a question's document within its limits, parsed, validated, its variables read."""
