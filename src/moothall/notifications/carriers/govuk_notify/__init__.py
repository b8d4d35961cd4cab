"""Texts and e-mails by GOV.UK Notify."""
