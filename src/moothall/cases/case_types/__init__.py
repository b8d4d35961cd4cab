"""What a council decides of the cases of one of its services, and what follows from it."""
