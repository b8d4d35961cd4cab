"""Who else is told what is said with a status: those whose cases follow it, in which language."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moothall.cases.linking.queries import follower_languages
from moothall.cases.rows import CaseRecord
from moothall.councils.queries import council_by_id
from moothall.notifications.reaching import language_for


@dataclass(frozen=True, kw_only=True)
class Followers:
    """Who else is told what is said with a status: those whose cases follow this one."""

    count: int
    welsh: int
    is_council_welsh: bool
    #: The language of the resident whose case it is.
    reads: str

    @property
    def told(self) -> str:
        """Say that they are told, too."""
        words = ngettext(
            "With a new status it also goes to %(count)s person whose case follows this one.",
            "With a new status it also goes to %(count)s people whose cases follow this one.",
            self.count,
        ) % {"count": self.count}
        alone = _("Everybody gets it in the language that you write it in.")
        return words if self.is_council_welsh else f"{words} {alone}"

    @property
    def told_in_welsh(self) -> str:
        """Say who gets it in Welsh."""
        if not self.welsh:
            return _("None of them reads Welsh. Leave it empty, and everybody gets it in English.")
        return ngettext(
            "%(count)s of them reads Welsh and gets these words.",
            "%(count)s of them read Welsh and get these words.",
            self.welsh,
        ) % {"count": self.welsh}


def followers_of(record: CaseRecord) -> Followers | None:
    """Return who else is told what is said with a status; one query where anybody is."""
    if not record.has_followers:
        return None
    case = record.case
    council = council_by_id(case.council_id)
    languages = follower_languages(case.id, council_id=council.id)
    return Followers(
        count=sum(languages.values()),
        welsh=languages["cy"],
        is_council_welsh="cy" in council.languages,
        reads=language_for(council, record.needs, record.language),
    )
