"""
A telephone exchange with queues and extensions, which tells of its calls by signed webhooks.

It speaks the contract of `docs/developer/telephony.md`, and can be told to say everything twice,
late, in disorder, or without a signature that fits.
"""
