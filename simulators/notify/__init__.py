"""
Notify: takes texts and e-mails as GOV.UK Notify does, and shows them on a page.

It owns the services, templates and notifications of a made-up Notify. It refuses to send anything
to anybody; what becomes of a notification depends on the recipient's number or address.
"""
