"""GoCardless, a company that collects Direct Debits for others."""
