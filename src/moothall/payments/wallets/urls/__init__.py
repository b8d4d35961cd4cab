"""The addresses of wallets, by front door."""
