"""The customer record: cases, interactions, their clocks, timelines and references."""
