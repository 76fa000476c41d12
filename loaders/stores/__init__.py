"""Writing and scanning records: one adapter per store behind one port."""
