"""What shows wallets, by front door."""
