"""The addresses of schools, by front door."""
