"""Screens that join many apps, and what the front doors share: bases, errors, health."""
