"""
GoCardless: collects Direct Debits as the company of that name does, and shows them on a page.

It owns the customers, bank accounts, mandates, payments and events of a made-up account. It refuses
to know any bank: what becomes of a mandate or a payment, a page or a test decides.
"""
