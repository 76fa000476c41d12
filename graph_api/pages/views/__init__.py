"""Views: pure functions from the answer to a page's question to what its template shows."""
