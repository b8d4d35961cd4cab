"""The views of Direct Debit, by front door."""
