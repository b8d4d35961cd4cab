"""
Files that people hand in: kept private, checked by content, stripped of what must not show.

It owns the file and its bytes. It refuses to know what the file is about: those who refer to it do.
"""
