"""
Pay360: the hosted card pages that councils know as Capita, Civica or Access SCP, as far as a
council's own programs and its payers see them.

What it asks and answers is in the messages of the published schema "SCP simple"; see README.md.
"""
