"""
Files that people hand in: kept private, checked by content, stripped of what they did not mean to show.

It owns the file and its bytes. It refuses to know what the file is about: those who refer to it do.
"""
