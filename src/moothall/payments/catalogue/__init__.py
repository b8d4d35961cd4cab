"""The catalogue: what can be paid for, how its references are checked, and what it costs."""
