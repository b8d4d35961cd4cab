"""
Line-of-business systems: what is handed to them, what they answer, and Open311 both ways.

It owns every delivery of a case to an outside system, with its attempts and its state, and every
word that comes back. It refuses to own the case: that a crew has finished is told to `cases` as a
change of status, like any other.
"""
