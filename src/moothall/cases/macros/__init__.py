"""Macros: deeds with a name, made by staff for their council or for one team."""
