"""How files leave."""
