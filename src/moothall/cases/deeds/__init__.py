"""
What is done to a case in one go: a status with words, a note, a team, a priority, a master.

Bulk acts and macros are both made of a deed. Here it is described, foreseen and done; who chose it
and for which cases is theirs to know.
"""
