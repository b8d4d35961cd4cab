"""Waste collection: rounds, and which day is whose."""
