"""
Disputes: payments that their payer has challenged at their bank.

What the gateway says of each is asked every hour and booked: the money is held apart while it is
argued about, and comes back or is lost. Evidence is handed in at the gateway's own pages, by a day
that staff are shown. Nothing here argues with a bank.
"""
