"""What shows parking, by front door."""
