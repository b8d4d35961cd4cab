"""
The councils' websites, on Wagtail: page types, blocks, alerts, search, A to Z, feedback, caching.

Owns everything that subclasses or configures Wagtail, and the fence that keeps each council's
editors among their own pages, images, documents and snippets. Refuses to own forms and cases:
a page leads to a form, and knows no more of it than its address.
"""
