"""Browser journeys through the running product, with axe on every page they visit."""
