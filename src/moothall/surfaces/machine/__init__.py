"""The front door of other systems."""
