"""
The lists of the morning: who comes where today, as a PDF made at six for when nothing else works.

Six is by the council's own clock, on the days on which it changes too. Whoever chose it is sent
the way to the lists, which needs signing in; no name is ever in the mail. Nothing is made twice,
and all of it is forgotten after a few days.
"""
