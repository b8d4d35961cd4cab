"""Who it may be that rings: persons by exactly one telephone number."""

from moothall.people.models import ContactKind, ContactPoint
from moothall.people.queries import persons_by_id
from moothall.people.rows import PersonRow

MOST = 5


def persons_by_number(council_id: int, number: str, *, limit: int = MOST) -> list[PersonRow]:
    """
    Return the persons of a council who have a number, whoever gave it, the longest known first.

    Three queries at most; none for a number that is withheld. Whoever has their number hidden is
    not among them: a call must not tell whose it is.
    """
    if not number:
        return []
    points = ContactPoint.objects.filter(
        council_id=council_id,
        kind=ContactKind.PHONE,
        normalised=number,
        person__hides_phone=False,
    )
    ids = list(points.order_by("created_at", "id").values_list("person_id", flat=True)[:limit])
    if not ids:
        return []
    persons = persons_by_id(ids)
    return [persons[one] for one in ids if one in persons]
