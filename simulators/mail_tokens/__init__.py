"""
A provider of sign-in, of which applications have the tokens that mail servers want (OAuth 2).

Each application it knows has one mailbox. A mail server asks it, by introspection, whose a token is
and whether it is still good.
"""
