"""
How Moothall is installed, started, tested and stopped.

Owns the virtual environment, the packages, the embedded PostgreSQL and the processes of one
checkout. It uses nothing but Python's standard library, since it runs before any package is
there, and refuses to know what the product does: it only runs its commands.
"""
