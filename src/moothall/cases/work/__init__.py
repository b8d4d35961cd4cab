"""
Who works on what: holders, queues by rule, tasks, checklists, sub-cases, watching and notices.

Owns everything about the staff's own work with cases; the cases themselves, their statuses and
clocks are the rest of the app's. It asks whoever knows who is at their desk (see `ports`).
"""
