"""Mail servers: how letters are fetched (IMAP) and handed over (SMTP), and what may be wrong."""
