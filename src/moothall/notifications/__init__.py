"""
Notifications: single messages to people by e-mail and text, sent once each, with their fate.

It owns messages, their wording, and the carriers that take them out. It refuses to decide who is
told what and when: the apps above ask for each message and name what it is about.
"""
