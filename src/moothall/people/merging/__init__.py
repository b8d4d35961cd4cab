"""
Two records of one person made one, by an employee, and taken back if that was wrong.

It owns which tables take part (each app says so itself), what moves, what two records cannot both
keep, and the id that leads on for ever. It refuses to decide who is the same: see `duplicates`.
How it works and why: docs/decisions/merging-persons.md.
"""
