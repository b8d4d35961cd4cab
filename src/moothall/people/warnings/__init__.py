"""
Warnings: what staff must know before they speak with somebody or go to an address.

It owns the marks, who may put them and who sees them, and that none runs for more than a year
without somebody looking at it again. It refuses to own where they are shown: screens ask.
"""
