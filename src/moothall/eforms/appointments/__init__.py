"""
Times that are chosen within a form: what is looked for, what is held, what it costs.

The diary is `bookings`'; here is what a form says of it, and what becomes of a held time when the
form is gone on with, changed, given up or sent.
"""
