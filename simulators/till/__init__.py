"""A till that sells on cards: with a connection, without, again, and in the wrong order."""
