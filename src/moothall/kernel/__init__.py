"""
The shared kernel: scope, outbox, tasks, audit, registry, clock, errors, access.

It owns what every app repeats and knows no word of a council's trade. It refuses to hold a rule
that only one app needs.
"""
