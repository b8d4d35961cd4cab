"""
Taking calls and other contacts: telephony, employees' states, wrap-up and avoidable contact.

It owns what happens from the ring to the wrap-up. What is done for the caller, other apps own.
"""
