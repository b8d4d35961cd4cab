"""Django's PostgreSQL backend, whose schema editor also fences what belongs to a council."""
