"""Collection rounds and the properties on them."""

from moothall.verticals.waste.models.collection import CollectionRound, Container, PropertyRound

__all__ = ["CollectionRound", "Container", "PropertyRound"]
