"""Where the id of a record that was merged away leads: to the record that took its place."""

from collections.abc import Collection
from uuid import UUID

from moothall.people.models import Person


def ids_leading_on(ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Return, of those that were merged away, the id of the record that took their place."""
    if not ids:
        return {}
    gone = Person.all_councils.filter(pk__in=ids, merged_into__isnull=False)
    return {pk: kept for pk, kept in gone.values_list("pk", "merged_into_id") if kept}


def ids_leading_to(person_id: UUID) -> list[UUID]:
    """Return the ids that were merged into a person's; one query."""
    return list(Person.all_councils.filter(merged_into_id=person_id).values_list("pk", flat=True))
