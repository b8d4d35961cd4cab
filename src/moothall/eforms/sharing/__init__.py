"""
Forms as documents that travel: compared, exported, adopted from the library, brought from others.

Everything here is pure: documents go in, documents and frozen rows come out. What is written to
the database is in `actions/sharing.py`.
"""
