"""All reads of e-mail."""
