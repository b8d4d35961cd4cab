"""
Refunds: money that people paid and are given back, whole or in part, against what it was for.

It owns who asks for a refund, who else agrees, what the gateway is asked and what became of it. It
refuses to own why a thing is worth its money back: whoever knows asks, with a reason. What a
payment has been refunded, and what is held for refunds that are under way, the payment's own row
says, and the database lets nobody give back more than was taken.
"""
