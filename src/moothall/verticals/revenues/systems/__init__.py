"""One folder for each system that keeps accounts."""
