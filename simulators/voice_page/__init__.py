"""
A company that is certified to hear card numbers, at whose voice page callers key their card.

It is told of a payment and where its card is to be sent, answers with a number and keys, and sends
the card to GOV.UK Pay when the caller has keyed it. No card outlives the request that brings it.
"""
