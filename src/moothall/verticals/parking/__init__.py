"""
Parking: places with their tariffs, the time that vehicles have there, and the check of it.

Owns places, tariffs with their history, sessions, vehicles kept in accounts, texts that people
send, and the programs that sell or check. Refuses to own money: a resident's parking wallet is one
of `payments.wallets`, a card pays through a basket, and all of it is booked by the ledger's own
functions. Permits and penalty charges are others' trades.
"""
