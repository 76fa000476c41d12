"""Pictures made on the server: boxes of text, layers of them, and their SVG. They know nothing of what they show."""
