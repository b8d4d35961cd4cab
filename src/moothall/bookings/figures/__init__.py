"""Figures of the diary: how full it is of the hours it is open, and what became of bookings."""
