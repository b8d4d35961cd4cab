"""
Linked cases: one cause and its many reports, and cases that have to do with each other.

A case follows at most one other (its master), which itself follows none: whatever happens to the
master happens to its followers, and each of their residents is told once.
"""
