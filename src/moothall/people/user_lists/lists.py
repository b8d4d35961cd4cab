"""What staff ask about user lists of older sites; answers are frozen rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from moothall.kernel.errors import NotFound
from moothall.people.models import (
    ImportedPair,
    ImportedState,
    ImportedUser,
    ListState,
    PairState,
    UserList,
)

PAGE = 25
WHOLE = 100


@dataclass(frozen=True)
class UserListRow:
    """A user list, with how far it has come."""

    id: UUID
    file_name: str
    brought_by: str
    state: str
    started_at: datetime
    lines: int
    lines_done: int
    added: int
    changed: int
    refusal: str
    mistakes: Sequence[tuple[int, str]]
    mistake_count: int

    @property
    def unchanged(self) -> int:
        """Return how many were there already, just so."""
        return self.lines_done - self.added - self.changed

    @property
    def is_over(self) -> bool:
        """Tell whether nothing happens to it any more."""
        return self.state in {ListState.DONE, ListState.REFUSED}

    @property
    def percent(self) -> int:
        """Return how much of it is done."""
        return self.lines_done * WHOLE // self.lines if self.lines else 0


@dataclass(frozen=True)
class SideRow:
    """One of two users."""

    id: UUID
    site: str
    external_id: str
    name: str
    email: str
    state: str


@dataclass(frozen=True)
class PairRow:
    """Two users of one address, and what was decided about them."""

    id: UUID
    reason: str
    state: str
    decided_by: str
    decided_at: datetime | None
    first: SideRow
    second: SideRow

    @property
    def is_one_site(self) -> bool:
        """Tell whether both are users of the same site."""
        return self.first.site == self.second.site


def user_lists(council_id: int) -> list[UserListRow]:
    """Return the council's lists, the newest first, without the files."""
    rows = UserList.objects.filter(council_id=council_id).defer("content")
    return [_list_row(one) for one in rows.order_by("-started_at")[:PAGE]]


def user_list(council_id: int, user_list_id: UUID) -> UserListRow:
    """
    Return one list.

    :raises NotFound: if the council has none of this id
    """
    found = UserList.objects.filter(council_id=council_id, pk=user_list_id).defer("content").first()
    if found is None:
        raise NotFound("There is no such list.")
    return _list_row(found)


def counts_by_state(council_id: int) -> dict[str, int]:
    """Return how many users of older sites are in each state."""
    found = (
        ImportedUser.objects.filter(council_id=council_id)
        .values_list("state")
        .annotate(Count("id"))
        .order_by()
    )
    return {**dict.fromkeys(ImportedState.values, 0), **dict(found)}


def pairs(council_id: int, *, state: str = PairState.OPEN, after: str = "") -> list[PairRow]:
    """Return pairs in a state, in the order found; `after` is the id of the last one seen."""
    rows = ImportedPair.objects.filter(council_id=council_id, state=state)
    if after:
        rows = rows.filter(id__gt=_id_in(after))
    found = rows.select_related("first", "second").order_by("id")[:PAGE]
    return [
        PairRow(
            id=one.pk,
            reason=one.reason,
            state=one.state,
            decided_by=one.decided_by,
            decided_at=one.decided_at,
            first=_side(one.first),
            second=_side(one.second),
        )
        for one in found
    ]


def open_pair_count(council_id: int) -> int:
    """Return how many pairs wait for a decision."""
    return ImportedPair.objects.filter(council_id=council_id, state=PairState.OPEN).count()


def _id_in(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFound("There is no such page of this list.") from error


def _side(user: ImportedUser) -> SideRow:
    return SideRow(user.pk, user.site, user.external_id, user.name, user.email, user.state)


def _list_row(one: UserList) -> UserListRow:
    return UserListRow(
        id=one.pk,
        file_name=one.file_name,
        brought_by=one.brought_by,
        state=one.state,
        started_at=one.started_at,
        lines=one.lines,
        lines_done=one.lines_done,
        added=one.added,
        changed=one.changed,
        refusal=one.refusal,
        mistakes=tuple((int(line), str(reason)) for line, reason in one.mistakes),
        mistake_count=one.mistake_count,
    )
