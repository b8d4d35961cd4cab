"""The screens on which a services officer designs a form; every one works without scripts."""
