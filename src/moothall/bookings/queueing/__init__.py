"""
The walk-in queue of a site: tickets without names, called in a fair order.

Who has a booking is called from its own time on, as if they had come to the queue at that moment;
everybody else by the moment at which they took their ticket.
"""
