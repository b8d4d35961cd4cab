"""Mail by SMTP, to the mail server of the installation."""
