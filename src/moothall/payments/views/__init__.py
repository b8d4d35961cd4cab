"""The pages of payments, by front door."""
