"""Bulk acts: one deed for many cases, looked at before it is done, and kept to be looked at."""
