"""An identity provider for tests, which proves whatever it is told."""
