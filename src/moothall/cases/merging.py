"""The tables of this app that take part when two records of one person are made one."""

from django.utils.translation import gettext_lazy as _

from moothall.cases.models import AccountInvitation, Case, Interaction, Mail, OutgoingMail
from moothall.people.merging.ports import MovedTable, moved_tables

TABLES = (
    MovedTable(model=Case, words=_("Cases"), permission="case.view"),
    MovedTable(model=Interaction, words=_("Times they were in touch"), permission="person.view"),
    MovedTable(model=Mail, words=_("E-mails from them"), permission="mail.work"),
    MovedTable(model=OutgoingMail, words=_("E-mails to them"), permission="mail.work"),
    MovedTable(
        model=AccountInvitation,
        words=_("Invitations to open an account"),
        permission="person.view",
        is_quiet=True,
    ),
)


def register() -> None:
    """Let this app's tables take part."""
    for table in TABLES:
        moved_tables.register(table)
