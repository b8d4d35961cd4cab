"""
Visitors at a front desk, handed over to somebody in the back office, and what that one answers.

It owns the hand-over; who waits by number at which counter, the queue of a site knows, which names
its ticket here by a key that this app does not look behind. What was said is the contact's own.
"""
