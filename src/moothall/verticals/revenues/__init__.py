"""
Revenues: what people owe a council and are owed by it, as the council's own ledgers have it.

It owns the suppliers of linked accounts (council tax, benefits, rent, business rates, parking,
libraries) and the pages on which their holders see and change them. It refuses to keep a figure of
its own: each is asked for when somebody looks. Whose an account is, `people` knows.
"""
