"""Moothall: the digital services of neighbouring councils on one shared platform."""
