"""
Stand-ins for the outside systems that councils already run.

Each folder is a program of its own that speaks a real system's published interface, keeps what
it was told in a SQLite file and can be told to misbehave as real systems do. They import nothing
of the product, so that the product proves itself against a stranger.
"""
