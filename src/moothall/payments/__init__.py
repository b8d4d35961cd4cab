"""
Payments: what people owe and buy, how they pay it, and books that balance.

It owns the catalogue of what can be paid for, baskets, payments, refunds, direct debits, the
ledger, wallets and reconciliation. It refuses to own what a payment is for: the apps above put a
line into a basket under a name of their own, and hear by an event when it is paid. It never sees a
card number: cards are typed at the gateway's own pages, and nowhere else.
"""
