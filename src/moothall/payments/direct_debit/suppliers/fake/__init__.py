"""A collector in memory, for tests."""
