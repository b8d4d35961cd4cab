"""
Ties: who is what to whom, as staff were told: a carer, a parent, a landlord, a neighbour.

It owns what was said and nothing else: a tie gives no right. Acting for somebody needs a grant,
which the person or an officer agrees to.
"""
