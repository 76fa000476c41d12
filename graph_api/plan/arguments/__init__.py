"""The arguments of fields, read into conditions, orders, pages and periods."""
