"""
The demonstration's data: councils from `demo/`, secrets made on the spot, and a lived-in register.

It uses the same files, commands and actions as a real council would; nothing of it is in the way
of an installation that does not ask for it.
"""
