"""Civic Ledger, by its own documented interface."""
