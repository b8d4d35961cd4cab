"""
How a supply is taken in: read into staging, prepared beside what is seen, then shown at once.

Reading and preparing commit batch by batch together with how far they came, so a load that is
killed goes on from there. Showing is one transaction. Everything here needs no more rights than
the application's own role has: staging tables are permanent, and unlogged since they can be
filled again.
"""
