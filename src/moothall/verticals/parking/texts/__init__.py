"""Texts: what somebody wants, read from a few words, and what they are answered."""
