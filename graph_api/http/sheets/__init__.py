"""The graph for people with spreadsheets: names in a column → resources (reconciliation), and whole lists as CSV."""
