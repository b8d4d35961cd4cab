"""Caches in front of the application; each kind is a module."""
