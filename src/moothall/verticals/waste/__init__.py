"""
Waste collection: which round empties which property's bins, and on which days.

Owns rounds and the properties on them, when a bin is collected next and was last, and the checks
by which a form asks whether a bin was really missed. Refuses to own the report of a missed bin:
that is a form and becomes a case like any other.
"""
