"""All writes of e-mail; each file has one step of a letter's way, and pages import it by name."""
