"""Who says that they live at an address: the other way round than a person's page reads it."""

from collections.abc import Sequence

from moothall.people.models import Residence
from moothall.people.queries import persons_by_id
from moothall.people.rows import PersonRow

MOST = 50


def living_at(council_ids: Sequence[int], uprn: int) -> list[PersonRow]:
    """
    Return who of these councils lives at an address, by name; three queries at most.

    Protected persons never: not even to whoever may see what is hidden of one, since this is a
    list. Each council's own records alone, whatever its neighbours know of the same address.
    """
    rows = Residence.objects.filter(
        council_id__in=list(council_ids),
        uprn=uprn,
        ended_at__isnull=True,
        person__is_protected=False,
        person__merged_into__isnull=True,
    )
    ids = rows.order_by("pk").values_list("person_id", flat=True)[:MOST]
    return sorted(persons_by_id(ids).values(), key=lambda one: (one.name, one.id))
