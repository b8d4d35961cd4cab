"""What must hold of a case for a rule: each condition is a part of a sentence."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.cases.channels import Channel
from moothall.cases.models.case import Case
from moothall.cases.workflow import Priority
from moothall.councils.models import CaseKind
from moothall.councils.queries import service_types, teams
from moothall.kernel.search_text import normalise

MOST_CONDITIONS = 8
LONGEST_VALUE = 200


class About(models.TextChoices):
    """What of a case a condition looks at."""

    SERVICE = "service", gettext_lazy("the service")
    KIND = "kind", gettext_lazy("the kind of case")
    TEAM = "team", gettext_lazy("the team")
    CHANNEL = "channel", gettext_lazy("how it came")
    LANGUAGE = "language", gettext_lazy("the language of the resident")
    PRIORITY = "priority", gettext_lazy("the priority")
    CATEGORY = "category", gettext_lazy("the category")
    POSTCODE = "postcode", gettext_lazy("the postcode")
    WORDS = "words", gettext_lazy("what the resident wrote")
    ANSWER = "answer", gettext_lazy("the answer to a question")
    NAMED = "named", gettext_lazy("whether we know who it is")


class Test(models.TextChoices):
    """How what is looked at compares."""

    IS = "is", gettext_lazy("is")
    IS_NOT = "is_not", gettext_lazy("is not")
    CONTAINS = "contains", gettext_lazy("contains")
    BEGINS = "begins", gettext_lazy("begins with")
    AT_LEAST = "at_least", gettext_lazy("is at least")


@dataclass(frozen=True, kw_only=True)
class Condition:
    """One part of a rule's sentence; `question` is the key of a form's question, for answers."""

    about: str
    test: str
    value: str
    question: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return what is stored."""
        return asdict(self)

    @staticmethod
    def from_json(stored: Mapping[str, Any]) -> "Condition":
        """Return a condition from what was stored."""
        return Condition(**stored)


def holds(condition: Condition, case: Case) -> bool:
    """Tell whether a condition holds of a case, without a query."""
    compare = _TESTS[Test(condition.test)]
    wanted = normalise(condition.value)
    found = [normalise(text) for text in _texts(condition, case)]
    if condition.test == Test.IS_NOT:
        return all(compare(text, wanted) for text in found)
    return any(compare(text, wanted) for text in found)


def all_hold(conditions: Sequence[Condition], case: Case) -> bool:
    """Tell whether all conditions hold of a case, without a query; it has its service and team."""
    return all(holds(one, case) for one in conditions)


def choices_for(about: str, council_id: int) -> list[tuple[str, str]]:
    """Return the values that a condition can ask for, with their words; none where any text can."""
    offered: dict[str, Callable[[], list[tuple[str, str]]]] = {
        About.SERVICE: lambda: [(one.slug, one.name) for one in service_types(council_id)],
        About.TEAM: lambda: [(str(one.id), one.name) for one in teams(council_id)],
        About.KIND: lambda: _choices(CaseKind),
        About.CHANNEL: lambda: _choices(Channel),
        About.PRIORITY: lambda: _choices(Priority),
        About.LANGUAGE: lambda: [("en", _("English")), ("cy", _("Welsh"))],
        About.NAMED: lambda: [("yes", _("Yes")), ("no", _("No"))],
    }
    return offered[about]() if about in offered else []


def in_words(condition: Condition, council_id: int) -> str:
    """Return a condition as a part of a sentence."""
    words = dict(choices_for(condition.about, council_id))
    said = words.get(condition.value, condition.value)
    subject = str(About(condition.about).label)
    if condition.about == About.ANSWER:
        subject = _("the answer to “%(question)s”") % {"question": condition.question}
    return _("%(subject)s %(test)s “%(value)s”") % {
        "subject": subject,
        "test": Test(condition.test).label,
        "value": said,
    }


def _choices(words: type[models.TextChoices]) -> list[tuple[str, str]]:
    return [(one.value, str(one.label)) for one in words]


def _texts(condition: Condition, case: Case) -> list[str]:
    """Return what a condition looks at; an answer counts as shown, and as programs compare it."""
    if condition.about == About.ANSWER:
        asked = normalise(condition.question)
        return [
            text
            for detail in case.particulars
            if asked in {normalise(detail.key), normalise(detail.label)}
            for text in (detail.value, detail.code)
            if text
        ]
    return [_FACTS[About(condition.about)](case)]


_FACTS: Mapping[About, Callable[[Case], str]] = MappingProxyType(
    {
        About.SERVICE: lambda case: case.service_type.slug,
        About.KIND: lambda case: case.kind,
        About.TEAM: lambda case: str(case.team_id),
        About.CHANNEL: lambda case: case.channel,
        About.LANGUAGE: lambda case: case.language,
        About.PRIORITY: lambda case: case.priority,
        About.CATEGORY: lambda case: case.category,
        About.POSTCODE: lambda case: case.postcode,
        About.WORDS: lambda case: " ".join(
            [case.summary, *(detail.value for detail in case.particulars)]
        ),
        About.NAMED: lambda case: "yes" if case.person_id else "no",
    }
)


def _at_least(text: str, wanted: str) -> bool:
    """Compare as numbers; what is none is never enough."""
    try:
        return float(text.replace(" ", "")) >= float(wanted.replace(" ", ""))
    except ValueError:
        return False


_TESTS: Mapping[Test, Callable[[str, str], bool]] = MappingProxyType(
    {
        Test.IS: lambda text, wanted: text == wanted,
        Test.IS_NOT: lambda text, wanted: text != wanted,
        Test.CONTAINS: lambda text, wanted: wanted in text,
        Test.BEGINS: lambda text, wanted: text.startswith(wanted),
        Test.AT_LEAST: _at_least,
    }
)
