"""
One Login: signs people in and proves who they are, as GOV.UK One Login does.

It owns registered clients, demonstration people, codes, tokens and keys. It asks nobody for a
password: whoever sits before it chooses whom to be.
"""
