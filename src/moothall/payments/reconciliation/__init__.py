"""Comparing the ledger with what a gateway reports and with what has come into the bank."""
