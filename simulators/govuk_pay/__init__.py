"""
GOV.UK Pay: takes cards as GOV.UK Pay's public API and pages do.

It owns the accounts, payments, refunds, agreements and disputes of a made-up Pay. It refuses to
move money, and to keep a card number longer than the request that brings it.
"""
