"""What macros a council has."""

from dataclasses import dataclass
from uuid import UUID

from moothall.cases.deeds.deed import Deed
from moothall.cases.macros.models import Macro
from moothall.kernel.errors import NotFound
from moothall.kernel.short_memory import remembered


@dataclass(frozen=True, kw_only=True)
class MacroRow:
    """A macro."""

    id: UUID
    council_id: int
    name: str
    team_id: UUID | None
    deed: Deed
    is_active: bool


@remembered(seconds=2.0)
def macros_of(council_id: int) -> tuple[MacroRow, ...]:
    """Return all macros of a council by name; remembered for two seconds."""
    return tuple(
        MacroRow(
            id=row.pk,
            council_id=row.council_id,
            name=row.name,
            team_id=row.team_id,
            deed=Deed.from_json({**row.deed, "macro": row.name}),
            is_active=row.is_active,
        )
        for row in Macro.objects.filter(council_id=council_id).order_by("name")
    )


def macros_for(council_id: int, team_id: UUID | None) -> list[MacroRow]:
    """Return the macros that can be used on a case of a team, or of any team."""
    return [
        one
        for one in macros_of(council_id)
        if one.is_active and (team_id is None or one.team_id in (None, team_id))
    ]


def macro_of(council_id: int, macro_id: UUID) -> MacroRow:
    """
    Return a macro.

    :raises NotFound: if the council has none of this id
    """
    for one in macros_of(council_id):
        if one.id == macro_id:
            return one
    raise NotFound("This council has no such macro.")
