"""
Reading e-mails that anybody may have written, in a process that may be ended at any moment.

Owns what is taken out of a letter and within which bounds. It refuses to know the product: it runs
apart, with the standard library and lxml alone, and hands back plain values.
"""
