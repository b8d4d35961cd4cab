"""The addresses of payments, by front door."""
