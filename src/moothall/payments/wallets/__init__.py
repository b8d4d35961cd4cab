"""
Wallets: money that the council keeps for somebody, and the cards and tills by which it is spent.

It owns schemes, wallets, top-ups, money paid back, daily entitlements, resident cards, tills and
their sales. What a wallet holds is the balance of its account in the ledger, which the database
itself keeps from being overspent. It refuses to own who a holder is: the app that knows pupils, or
people, registers a holder and is asked who is to be told and who may look.
"""
