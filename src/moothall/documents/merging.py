"""The tables of this app that take part when two records of one person are made one."""

from django.utils.translation import gettext_lazy as _

from moothall.documents.models import LateFile
from moothall.people.merging.ports import MovedTable, moved_tables

TABLES = (MovedTable(model=LateFile, words=_("Files that came too late"), is_quiet=True),)


def register() -> None:
    """Let this app's tables take part."""
    for table in TABLES:
        moved_tables.register(table)
