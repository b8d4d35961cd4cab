"""
Business rules: when something happens to a case and these things hold, a macro is used on it.

A rule is a sentence that staff put together; what it would have done to last month's cases is shown
before it is switched on. What it does is a macro, so that people and rules can do the same things.
"""
