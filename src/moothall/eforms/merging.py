"""The tables of this app that take part when two records of one person are made one."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from moothall.eforms.models import Draft, HelpedDraft, Submission
from moothall.kernel.actors import ActorKind
from moothall.people.merging.ports import MovedTable, moved_tables

#: Residents' own hand, by which what they began is found again.
_OWN = Q(actor_kind=ActorKind.RESIDENT.value)

TABLES = (
    MovedTable(model=Draft, column="subject", words=_("Forms in progress")),
    MovedTable(model=Draft, column="actor_identifier", only=_OWN, is_text=True, is_quiet=True,
               words=_("Forms they filled in")),
    MovedTable(model=HelpedDraft, words=_("Forms staff helped with"), is_quiet=True),
    MovedTable(model=Submission, words=_("Forms they sent")),
    MovedTable(model=Submission, column="subject", words=_("Forms sent for them")),
    MovedTable(model=Submission, column="actor_identifier", only=_OWN, is_text=True, is_quiet=True,
               words=_("Forms they filled in")),
)  # fmt: skip


def register() -> None:
    """Let this app's tables take part."""
    for table in TABLES:
        moved_tables.register(table)
