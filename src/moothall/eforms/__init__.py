"""Forms as data: definitions, drafts, submissions."""
