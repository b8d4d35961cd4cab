"""
Who has the same thing open at this moment, so that two do not answer it without knowing.

Owns one row an employee and thing, renewed by a heartbeat. It holds nobody back: whoever writes
over another's answer is refused by the action that saves it.
"""
