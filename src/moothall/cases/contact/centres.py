"""Whose telephone system a council's calls come by: its partnership's, or its own."""

from moothall.councils.queries import council_by_id, councils_of_partnership


def centre_of(council_id: int) -> str:
    """Return the word for the centre whose telephone system serves a council."""
    council = council_by_id(council_id)
    if council.partnership_id is None:
        return f"council-{council.id}"
    return f"partnership-{council.partnership_id}"


def councils_of_centre(council_id: int) -> tuple[int, ...]:
    """Return the ids of all councils that the same telephone system serves."""
    council = council_by_id(council_id)
    if council.partnership_id is None:
        return (council_id,)
    return councils_of_partnership(council.partnership_id)
