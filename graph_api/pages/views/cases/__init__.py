"""Views of what is decided: examinations, criteria, statuses over time and those responsible, as parts of pages."""
