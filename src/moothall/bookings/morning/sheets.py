"""A day's list of one place as a tagged PDF."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.utils import formats, translation
from django.utils.translation import gettext as _

from moothall.bookings.rows import BookingRow, Words, in_language
from moothall.bookings.slots.local_time import local_of
from moothall.bookings.staff_words import STATUSES
from moothall.councils.rows import CouncilRow
from moothall.documents.typesetting import typeset

_TEMPLATE = Path(__file__).with_name("day_list.typ")
#: So many lines are left for people who walk in.
_BLANK_LINES = 12


def day_list_name(place: Words, on: date, council: CouncilRow) -> str:
    """Return what a list is called when it is saved."""
    return f"{place_words(place, council.languages[0])} {on.isoformat()}.pdf"


def place_words(place: Words, language: str) -> str:
    """Return the name of a place, or that it is none."""
    with translation.override(language):
        return in_language(place, language) if place else _("At no place")


def day_list(
    place: Words,
    on: date,
    rows: Sequence[BookingRow],
    council: CouncilRow,
    *,
    with_contacts: bool,
    now: datetime,
) -> bytes:
    """Return the list of a day in the council's first language, with lines left for walk-ins."""
    language = council.languages[0]
    made_on, made_at = local_of(now, ZoneInfo(council.time_zone))
    with translation.override(language):
        columns = [_("Time"), _("Name"), _("What for"), _("With")]
        if with_contacts:
            columns.append(_("Contact"))
        columns.append(_("Came"))
        data = {
            "title": _("Who comes on %(day)s") % {"day": formats.date_format(on, "l j F Y")},
            "place": place_words(place, language),
            "council": council.name_in(language),
            "colour": council.brand.primary_colour,
            "language": language,
            "made": _("Made on %(day)s at %(time)s. Later changes are not in it.")
            % {"day": formats.date_format(made_on, "j F Y"), "time": f"{made_at:%H:%M}"},
            "keep": _("Names people. Destroy it when the day is over."),
            "columns": columns,
            "rows": [_line(one, language, with_contacts=with_contacts) for one in rows],
            "none": _("Nobody has booked."),
            "walk_ins": _("People who came without a booking"),
            "walk_in_columns": [_("Time"), _("Name"), _("What for"), _("Contact")],
            "blank_lines": _BLANK_LINES,
            "year": on.year,
            "month": on.month,
            "day": on.day,
        }
    return typeset(_TEMPLATE, "list", data, moment=now)


def _line(row: BookingRow, language: str, *, with_contacts: bool) -> list[str]:
    name = [row.name or row.reference]
    if row.party_size > 1:
        name.append(_("%(count)s people") % {"count": row.party_size})
    if row.note:
        name.append(row.note)
    what = [in_language(row.activity_name, language), row.reference]
    if row.is_video:
        what.append(_("By video"))
    if row.closure_id is not None:
        what.append(_("Shut: they were asked to choose again"))
    elif row.status != "confirmed":
        what.append(str(STATUSES[row.status]))
    serving = ", ".join(in_language(one.name, language) for one in row.resources)
    contact = ["\n".join(part for part in (row.phone, _breakable(row.email)) if part)]
    return [
        f"{row.local_time:%H:%M}",
        "\n".join(name),
        "\n".join(what),
        serving,
        *(contact if with_contacts else []),
        "",
    ]


def _breakable(email: str) -> str:
    """Return an address that may be parted where a reader parts it, so that no column is left."""
    return email.replace("@", "@\u200b").replace(".", ".\u200b")
