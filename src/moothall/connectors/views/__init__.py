"""The front doors of the connectors."""
