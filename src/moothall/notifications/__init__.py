"""Messages to one person by e-mail or text, from wording that each council may change."""
