"""
A made-up land for demonstrations, tests and measurements, the same for the same seed.

It is laid out from a settings file (`demo/gazetteer/border.yaml`), which holds every name, and
written in the format that real councils are supplied in, so that it goes through the real loader.
"""
