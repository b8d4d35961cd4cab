"""How people are to be written to and spoken with: what every message asks before it is sent."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from moothall.people.contact import normalise_contact
from moothall.people.models import CommunicationNeeds, ContactKind, ContactPoint, Format

LARGE_PRINT = Format.LARGE_PRINT.value
BSL, INTERPRETER = "bsl", "interpreter"

#: What the product cannot make by itself: a team must.
MADE_BY_A_TEAM = frozenset({Format.BRAILLE.value, Format.EASY_READ.value, Format.AUDIO.value})


@dataclass(frozen=True)
class Needs:
    """What somebody asked for; all of it is empty for most people."""

    language: str = ""
    formats: tuple[str, ...] = ()
    interpreter: str = ""
    interpreter_language: str = ""

    @property
    def codes(self) -> tuple[str, ...]:
        """Return what must be honoured as words of ours, the interpreter last."""
        if not self.interpreter:
            return self.formats
        return (*self.formats, BSL if self.interpreter == BSL else INTERPRETER)

    @property
    def large_print(self) -> bool:
        """Tell whether everything that we make must be in large type."""
        return LARGE_PRINT in self.formats

    @property
    def in_words(self) -> tuple[str, ...]:
        """Return each need as a person reads it, in the language in force."""
        said = needs_in_words(self.codes)
        if not self.interpreter_language:
            return said
        spoken = _("Interpreter: %(language)s") % {"language": self.interpreter_language}
        return (*said[:-1], spoken)

    @property
    def in_english(self) -> str:
        """Return all needs on one line for an office or another system; nothing where none are."""
        with translation.override("en"):
            return ", ".join(self.in_words)


NO_NEEDS = Needs()


def needs_in_words(codes: Iterable[str]) -> tuple[str, ...]:
    """Return needs as a person reads them, in the language in force; unknown ones as they are."""
    words = {
        LARGE_PRINT: _("Large print"),
        Format.BRAILLE.value: _("Braille"),
        Format.EASY_READ.value: _("Easy read"),
        Format.AUDIO.value: _("Audio"),
        BSL: _("British Sign Language (BSL) interpreter"),
        INTERPRETER: _("Interpreter"),
    }
    return tuple(words.get(code, code) for code in codes)


def needs_of(person_id: UUID) -> Needs:
    """Return what one person asked for; one query."""
    return needs_by_person([person_id]).get(person_id, NO_NEEDS)


def needs_by_person(person_ids: Collection[UUID]) -> dict[UUID, Needs]:
    """Return what several persons asked for, of those who did; one query."""
    rows = CommunicationNeeds.objects.filter(person_id__in=list(person_ids))
    return {row.person_id: _needs(row) for row in rows}


def needs_at(council_id: int, kind: ContactKind, value: str) -> Needs:
    """
    Return what those asked for who have this email address or number; one query.

    A household may share an address: then every format that one of them needs is used, and a
    language only where nobody has chosen another.
    """
    points = ContactPoint.objects.filter(
        council_id=council_id, kind=kind, normalised=normalise_contact(kind, value)
    )
    rows = CommunicationNeeds.objects.filter(
        council_id=council_id, person_id__in=points.values("person_id")
    )
    return _together([_needs(row) for row in rows.order_by("changed_at", "id")])


def _together(found: list[Needs]) -> Needs:
    if not found:
        return NO_NEEDS
    languages = {one.language for one in found}
    formats = {code for one in found for code in one.formats}
    helped = next((one for one in found if one.interpreter), NO_NEEDS)
    return Needs(
        language=languages.pop() if len(languages) == 1 else "",
        formats=_in_order(formats),
        interpreter=helped.interpreter,
        interpreter_language=helped.interpreter_language,
    )


def _needs(row: CommunicationNeeds) -> Needs:
    return Needs(
        language=row.language,
        formats=_in_order(row.formats),
        interpreter=row.interpreter,
        interpreter_language=row.interpreter_language,
    )


def _in_order(formats: Collection[str]) -> tuple[str, ...]:
    return tuple(one for one in Format.values if one in formats)
