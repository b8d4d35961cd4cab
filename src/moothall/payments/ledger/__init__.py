"""
The council's own double-entry ledger: what was taken, given back, kept and paid out, in pence.

Every money event is booked by one function of `booking` or `wallets`, inside the transaction of
whoever changes the rest, under a key by which a second call is known. The database itself refuses
an entry that is changed or taken away, a transaction that does not balance, and a wallet that is
overspent; what was wrong is put right by a reversal. It holds no name and no words of anybody, only
identifiers.

An amount above nothing is a credit: the council earned it, or owes it. One below is a debit: a
gateway or the bank holds it, or it was spent.
"""
