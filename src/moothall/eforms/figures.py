"""What is read of a form's counts: its funnel, where people fail, and by what means they come."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Sum

from moothall.eforms.definition import Definition, PageKind
from moothall.eforms.measuring import CHECK, middle_time
from moothall.eforms.models import Measure, Tally
from moothall.eforms.queries import definition_of, form_of


@dataclass(frozen=True)
class PageFigures:
    """How people fared on one page."""

    key: str
    title: str
    reached: int
    done: int
    viewed: int
    back: int
    refused: int
    middle_seconds: int | None
    errors: tuple[tuple[str, int], ...]
    is_end: bool = False

    @property
    def left(self) -> int:
        """Return how many stopped here and did not come back so far."""
        return 0 if self.is_end else max(0, self.reached - self.done)

    @property
    def error_count(self) -> int:
        """Return how many mistakes were told of."""
        return sum(number for _, number in self.errors)


@dataclass(frozen=True)
class MeansFigures:
    """How many began and handed in by one kind of device, in one language or by one channel."""

    key: str
    started: int
    sent: int


@dataclass(frozen=True)
class FormFigures:
    """The figures of a form over some days."""

    started: int
    sent: int
    pages: tuple[PageFigures, ...]
    devices: tuple[MeansFigures, ...]
    languages: tuple[MeansFigures, ...]
    channels: tuple[MeansFigures, ...]


def figures_of(
    council_id: int,
    form: str,
    *,
    language: str,
    since: date,
    until: date,
    version: int | None = None,
) -> FormFigures:
    """
    Return a form's figures from one day to another, of one version or of all: two statements.

    :raises NotFound: if the council has no such form
    """
    definition = definition_of(form_of(council_id, form).version_id)
    rows = Tally.objects.filter(
        council_id=council_id,
        version__council_id=council_id,
        version__form__slug=form,
        day__range=(since, until),
    )
    if version is not None:
        rows = rows.filter(version__number=version)
    by_page: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for one in rows.values("page", "measure", "detail").annotate(times=Sum("count")):
        by_page[one["page"]][one["measure"], one["detail"]] += one["times"]
    means = list(
        rows.filter(measure__in=(Measure.STARTED, Measure.SENT))
        .values("measure", "device", "language", "channel")
        .annotate(times=Sum("count"))
    )
    whole = by_page.pop("", Counter())
    return FormFigures(
        started=whole[Measure.STARTED, ""],
        sent=whole[Measure.SENT, ""],
        pages=tuple(_pages(definition, by_page, language)),
        devices=_by(means, "device"),
        languages=_by(means, "language"),
        channels=_by(means, "channel"),
    )


def _pages(
    definition: Definition, found: dict[str, Counter[tuple[str, str]]], language: str
) -> Iterable[PageFigures]:
    """Return the pages in the order of the current version; older ones that it has not, last."""
    known = {page.key: page for page in definition.pages}
    for key in [*known, CHECK, *sorted(set(found) - {*known, CHECK})]:
        counts, page = found.get(key, Counter()), known.get(key)
        title = "" if page is None else (page.title or page.questions[0].label).within(language)
        errors = Counter(
            {name: n for (measure, name), n in counts.items() if measure == Measure.ERROR}
        )
        yield PageFigures(
            key=key,
            title=title,
            reached=max(0, counts[Measure.REACHED, ""]),
            done=max(0, counts[Measure.DONE, ""]),
            viewed=counts[Measure.VIEWED, ""],
            back=counts[Measure.BACK, ""],
            refused=counts[Measure.REFUSED, ""],
            middle_seconds=middle_time(
                {name: n for (measure, name), n in counts.items() if measure == Measure.TIME}
            ),
            errors=tuple(
                (_question(definition, name, language), n) for name, n in errors.most_common()
            ),
            is_end=page is not None and page.kind is PageKind.EXIT,
        )


def _question(definition: Definition, key: str, language: str) -> str:
    question = definition.questions.get(key)
    return key if question is None else question.called(language)


def _by(rows: Iterable[Mapping[str, Any]], name: str) -> tuple[MeansFigures, ...]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        counts[row[name]][row["measure"]] += row["times"]
    found = (
        MeansFigures(key, one[Measure.STARTED], one[Measure.SENT]) for key, one in counts.items()
    )
    return tuple(sorted(found, key=lambda one: (-one.started, one.key)))
