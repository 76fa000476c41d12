"""The documentation pages: Markdown files → headings, text and questions → what a page shows, with live answers."""
