"""
People: residents as each council knows them, and the staff who serve them.

It owns persons, their contact points, staff users, roles and how staff sign in. It refuses to know
what a person asked for (cases) or was told (notifications), and never merges two persons by itself.
"""
