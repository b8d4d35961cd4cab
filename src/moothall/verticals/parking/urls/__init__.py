"""The addresses of parking, by front door."""
