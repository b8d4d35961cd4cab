"""The shape of an article for agents, and of what they say did not help."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.content.knowledge.actions import Written
from moothall.content.knowledge.rows import ArticleRow
from moothall.content.knowledge.steps import MOST_STEPS, NOT_ASKED, THE_END, Step, where_wrong
from moothall.content.models import ArticleKind
from moothall.content.models.knowledge import LONGEST_COMMENT, LONGEST_TITLE, LONGEST_WORDS
from moothall.councils.rows import CouncilRow, ServiceTypeRow
from moothall.kernel.forms import Form

_LONGEST_STEP = 500
_LONGEST_PATH = 500
#: A form shows so many empty steps after those that are written.
_SPARE_STEPS = 3
_LAST_MINUTE = time(23, 59)
#: Words about a fault are looked at anew after so many days.
MOST_DAYS_DOWN = 14
_WRONG = {
    "half": gettext_lazy("Say where both answers lead: yes and no"),
    "back": gettext_lazy("An answer can only lead to a later step, or to the end"),
    "missing": gettext_lazy("An answer leads to a step that is not written"),
}


class ArticleForm(Form):
    """An article in both languages, with its steps; `speaks_welsh` says whether Welsh is asked."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    kind = forms.ChoiceField(
        label=gettext_lazy("What is it?"),
        choices=ArticleKind.choices,
        error_messages={"required": gettext_lazy("Choose what it is")},
    )
    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=LONGEST_TITLE,
        error_messages={"required": gettext_lazy("Write a title")},
    )
    title_cy = forms.CharField(
        label=gettext_lazy("Title in Welsh"), max_length=LONGEST_TITLE, required=False
    )
    words = forms.CharField(
        label=gettext_lazy("What agents should know or say"),
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea,
    )
    words_cy = forms.CharField(
        label=gettext_lazy("The same in Welsh"),
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea,
    )
    service = forms.ChoiceField(
        label=gettext_lazy("Service"),
        help_text=gettext_lazy("It stands beside every case and call about this service."),
        required=False,
    )
    page_path = forms.CharField(
        label=gettext_lazy("Page of the website"),
        help_text=gettext_lazy(
            "If it adds to a page, the page’s address after the council’s name, like /bins/."
        ),
        max_length=_LONGEST_PATH,
        required=False,
    )
    shown_until = forms.DateField(
        label=gettext_lazy("Last day it is shown"),
        help_text=gettext_lazy("Needed when something is down; at most 14 days ahead."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": gettext_lazy("Write the last day as a date")},
    )

    def __init__(
        self,
        *args: Any,
        council: CouncilRow,
        services: Sequence[ServiceTypeRow],
        now: datetime,
        article: ArticleRow | None = None,
        **kwargs: Any,
    ) -> None:
        """Offer the council's services, and as many steps as are written and some more."""
        kwargs["initial"] = {**_initial_of(article, council), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.council, self.now = council, now
        self.speaks_welsh = "cy" in council.languages
        if not self.speaks_welsh:
            del self.fields["title_cy"], self.fields["words_cy"]
        field = self.fields["service"]
        self.fields["service"] = forms.ChoiceField(
            label=field.label,
            help_text=field.help_text,
            required=False,
            choices=[("", _("Any service")), *((one.slug, one.name) for one in services)],
        )
        written = len(article.steps) if article else 0
        asked = self._steps_asked(written)
        leads = [(NOT_ASKED, _("Not asked")), (THE_END, _("The end"))]
        leads += [(number, _("Step %(number)s") % {"number": number}) for number in asked]
        for number in asked:
            self._add_step(number, leads)

    @property
    def step_fields(self) -> list[dict[str, Any]]:
        """Return the fields of each step, for the page."""
        parts = ["words", "words_cy", "yes", "no"] if self.speaks_welsh else ["words", "yes", "no"]
        return [
            {"number": number, **{part: self[f"step_{number}_{part}"] for part in parts}}
            for number in self.numbers
        ]

    def clean(self) -> dict[str, Any]:
        """Put the steps together, and see that each answer leads on and a fault has an end."""
        given = super().clean()
        steps = self._steps(given)
        for number, how in where_wrong(steps).items():
            self.add_error(f"step_{self.kept[number - 1]}_words", str(_WRONG[how]))
        until = given.get("shown_until")
        if given.get("kind") == ArticleKind.OUTAGE and until is None:
            self.add_error("shown_until", _("Say how long agents should say this"))
        if until is not None and "shown_until" not in self.errors:
            self._check_day(until, is_outage=given.get("kind") == ArticleKind.OUTAGE)
        if not steps and not given.get("words"):
            self.add_error("words", _("Write what agents should know or say, or write steps"))
        path = given.get("page_path", "")
        if path and not path.startswith("/"):
            self.add_error("page_path", _("Begin the address with /"))
        return {**given, "steps": steps}

    def written(self) -> Written:
        """Return what it says, once it is valid."""
        given = self.cleaned_data
        until = given["shown_until"]
        zone = ZoneInfo(self.council.time_zone)
        return Written(
            kind=ArticleKind(given["kind"]),
            title=given["title"],
            title_cy=given.get("title_cy", ""),
            words=given["words"],
            words_cy=given.get("words_cy", ""),
            steps=given["steps"],
            service=given["service"],
            page_path=given["page_path"],
            shown_until=datetime.combine(until, _LAST_MINUTE, zone) if until else None,
        )

    def _steps_asked(self, written: int) -> range:
        numbers = [
            int(name.split("_")[1])
            for name in self.data
            if name.startswith("step_") and name.split("_")[1].isdecimal()
        ]
        most = max([written + _SPARE_STEPS, *numbers]) if not self.is_bound else max(numbers or [0])
        self.numbers = range(1, min(most, MOST_STEPS) + 1)
        return self.numbers

    def _add_step(self, number: int, leads: list[tuple[int, str]]) -> None:
        named = {"number": number}
        self.fields[f"step_{number}_words"] = forms.CharField(
            label=_("Step %(number)s: say or ask") % named,
            max_length=_LONGEST_STEP,
            required=False,
            widget=forms.Textarea,
        )
        if self.speaks_welsh:
            self.fields[f"step_{number}_words_cy"] = forms.CharField(
                label=_("Step %(number)s in Welsh") % named,
                max_length=_LONGEST_STEP,
                required=False,
                widget=forms.Textarea,
            )
        for part, words in (("yes", _("If yes, go to")), ("no", _("If no, go to"))):
            self.fields[f"step_{number}_{part}"] = forms.TypedChoiceField(
                label=words, choices=leads, coerce=int, required=False
            )

    def _steps(self, given: Mapping[str, Any]) -> list[Step]:
        """Return the steps that are written; what was left empty between them closes up."""
        self.kept = [number for number in self.numbers if given.get(f"step_{number}_words")]
        place = {number: at for at, number in enumerate(self.kept, start=1)}
        fixed = {NOT_ASKED: NOT_ASKED, THE_END: THE_END}
        beyond = len(self.kept) + 1

        def leads_to(number: int, part: str) -> int:
            said = given.get(f"step_{number}_{part}") or NOT_ASKED
            return fixed.get(said, place.get(said, beyond))

        return [
            Step(
                number=place[number],
                words=given[f"step_{number}_words"],
                words_cy=given.get(f"step_{number}_words_cy", ""),
                yes=leads_to(number, "yes"),
                no=leads_to(number, "no"),
            )
            for number in self.kept
        ]

    def _check_day(self, until: Any, *, is_outage: bool) -> None:
        days = (until - self.now.astimezone(ZoneInfo(self.council.time_zone)).date()).days
        if days < 0:
            self.add_error("shown_until", _("Choose today or a later day"))
        elif is_outage and days > MOST_DAYS_DOWN:
            self.add_error("shown_until", _("Choose a day at most 14 days ahead"))


class DidNotHelp(Form):
    """What was missing or wrong."""

    comment = forms.CharField(
        label=gettext_lazy("What was missing or wrong?"),
        help_text=gettext_lazy("Do not write a resident’s name or address."),
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea,
        error_messages={"required": gettext_lazy("Say what was missing or wrong")},
    )


class EditorsAnswer(Form):
    """What the editor did about it."""

    feedback = forms.UUIDField(widget=forms.HiddenInput)
    answer = forms.CharField(
        label=gettext_lazy("What did you do about it?"),
        max_length=LONGEST_COMMENT,
        error_messages={"required": gettext_lazy("Say what you did about it")},
    )


def new_article(key: UUID) -> dict[str, object]:
    """Return what a new article's form begins with."""
    return {"key": key, "seen": 0, "kind": ArticleKind.SCRIPT}


def _initial_of(article: ArticleRow | None, council: CouncilRow) -> dict[str, Any]:
    if article is None:
        return {}
    until = article.shown_until
    shown: dict[str, Any] = {
        "key": article.id,
        "seen": article.version,
        "kind": article.kind,
        "title": article.title,
        "title_cy": article.title_cy,
        "words": article.words,
        "words_cy": article.words_cy,
        "service": article.service,
        "page_path": article.page_path,
        "shown_until": until.astimezone(ZoneInfo(council.time_zone)).date() if until else None,
    }
    for step in article.steps:
        for part, value in step.as_json().items():
            shown[f"step_{step.number}_{part}"] = value
    return shown
