"""
What agents know: the website as their script, with a layer beside it for staff alone.

Owns scripts, checks, words for an outage, and what agents say did not help. What the public may
read stays on the website and is only found and shown from here, so that there is one truth.
"""
