"""A gateway in memory, for tests."""
