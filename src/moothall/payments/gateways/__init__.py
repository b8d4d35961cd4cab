"""The companies that take cards, each in a folder of its own."""
