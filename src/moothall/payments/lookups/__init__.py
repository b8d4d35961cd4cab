"""Suppliers of what is owed on a reference, one folder each; trades register theirs from above."""
