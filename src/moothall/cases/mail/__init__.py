"""
E-mail between people and teams: a council's mailboxes, what comes into them, and what is answered.

Owns mailboxes, each letter as it came (kept before anything else is done with it), what was read
out of it, what becomes of it, answers with their drafts and ready-made texts. A letter may join a
case or wait for somebody to decide; it is an Interaction like any call.
Refuses to own messages that the product writes by itself (notifications) and persons (people).
"""
