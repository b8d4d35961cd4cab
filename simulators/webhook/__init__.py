"""
A program of a council or a partner that takes signed webhooks (Standard Webhooks 1.0).

It checks the signature and the moment of every message by means of its own, takes each once, and
can be told to misbehave.
"""
