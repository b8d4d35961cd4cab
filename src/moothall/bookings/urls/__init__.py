"""The addresses of bookings, by front door."""
