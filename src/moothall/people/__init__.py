"""People: residents as each council knows them, and the staff who serve them.

It owns persons, their contact points, staff users and roles. It refuses to know what a person
asked for (cases) or was told (notifications)."""
