"""Rules that no linter can express."""
