"""The formats in which suppliers of addresses deliver, one module a family."""
