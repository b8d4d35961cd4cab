"""
The customer record: what residents asked for, what was promised, and how it stands.

Owns cases with their references, status table and clock in working hours, the public and the
internal timeline, interactions on every channel, the page on which a resident follows a case, and
what residents do with their own cases in their account: what they read about each status, what they
may do then, and what they and the team say to each other.
Refuses to own persons (people), files (documents), the sending of messages (notifications), the
questions that were asked (eforms) and what happens in a back office (connectors): it is called by
those above it and tells them what happened through its events.
"""
