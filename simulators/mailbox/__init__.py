"""
Mailbox: catches every mail that is sent to it and shows it on a page.

It owns what arrived over SMTP, word for word. It refuses to pass anything on, so no demonstration
ever writes to a real person.
"""
