"""Reconciliation (the API 0.2 of the W3C's community group): names of things elsewhere → resources of a release."""
