"""
The screens of staff that join many apps: the queue, a case, a call, a person's whole story.

They own no table and no rule: each asks the apps below and shows what they answer. Which council
somebody acts for is always in the address of the page, never in a session.
"""
