"""Spreadsheets: CSV files and their mappings into quads."""
