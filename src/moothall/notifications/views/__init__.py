"""Notifications' views, by front door."""
