"""
Direct Debit: mandates, what is collected under them, and what the banks say about both.

It owns the scheme's rules: working days, advance notice, the Guarantee, re-presentation,
amendments, cancellations, indemnity claims and dormancy. It refuses to own what is owed: schedules
come from whoever keeps the account (`ScheduleOwner`). It keeps bank details sealed, shows no more
of them than the last figures, and writes them into no log and no audit.
"""
