"""Bookings that are video calls: who gives the room, and who is shown the way in."""
