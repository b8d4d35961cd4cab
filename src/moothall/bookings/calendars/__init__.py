"""Bookings in calendars elsewhere: feeds that programs fetch, and staff calendars (CalDAV)."""
