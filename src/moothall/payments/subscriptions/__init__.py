"""
Subscriptions: what people pay for again and again, such as garden waste or a permit.

It owns plans with their prices, who has joined which, when it is renewed, changed or stopped, and
fees that are paid by instalments. It refuses to own the service itself: who empties the bin hears
by events. Every amount is a line in a basket, paid like anything else.
"""
