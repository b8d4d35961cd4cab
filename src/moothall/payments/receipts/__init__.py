"""
Receipts: a payment written down as a tagged PDF, with its VAT, in the payer's language.

A worker makes it when the payment is made, and again when money was given back; pages only hand it
out, since setting a page weighs more than a web worker.
"""
