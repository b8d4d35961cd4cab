"""Who is told, and when, that a promise is about to be broken or was."""
