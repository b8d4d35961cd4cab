"""
The tenant: councils, their hostnames, brand, partnerships, teams, calendar and service catalogue.

It owns what a council is and what it offers. It refuses to know who works there (people) or what
was asked of it (cases).
"""
