"""A look-up in memory."""
