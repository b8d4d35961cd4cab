"""What the pages of a form count: never who it was, always by what means they came."""

import re
from collections import Counter
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest

from moothall.eforms.actions import PageSaved
from moothall.eforms.actions.tallying import gathered
from moothall.eforms.definition import PageKind
from moothall.eforms.journey import Step, page_of, relevant
from moothall.eforms.judging import Problem
from moothall.eforms.measuring import (
    CHECK,
    Circumstances,
    Fact,
    facts_of,
    moved,
    standing,
    time_taken,
)
from moothall.eforms.models import Measure
from moothall.eforms.queries import definition_of
from moothall.eforms.views.doors import Door
from moothall.eforms.views.opening import Opened
from moothall.kernel import clock

PHONE, TABLET, COMPUTER = "phone", "tablet", "computer"
_PHONE = re.compile(r"iphone|ipod|windows phone|mobi", re.IGNORECASE)
_TABLET = re.compile(r"ipad|tablet|kindle|silk/|playbook|android(?!.*mobi)", re.IGNORECASE)
_NARROWEST_TABLET, _NARROWEST_COMPUTER = 600, 1024


def begun(request: HttpRequest, door: Door, version_id: UUID, channel: str) -> None:
    """Count a form that was begun."""
    first = standing(relevant(definition_of(version_id), {}))
    facts = facts_of("", [(Measure.STARTED, "")]) + facts_of(first, [(Measure.REACHED, "")])
    _count(request, door, version_id, channel, facts)


def seen(request: HttpRequest, door: Door, opened: Opened, step: Step | None) -> None:
    """Count that a page, or the answers, were looked at; and whether somebody came back for it."""
    if request.method != "GET":
        return
    measures = [(Measure.VIEWED, "")]
    if step is not None and step.page.kind is PageKind.QUESTIONS and step.is_done:
        measures.append((Measure.BACK, ""))
    page = CHECK if step is None else page_of(step.key)
    _count_of(request, door, opened, facts_of(page, measures))


def saved(request: HttpRequest, door: Door, opened: Opened, step: Step, saved: PageSaved) -> None:
    """Count what came of filling in a page; the draft was opened before that."""
    page = page_of(step.key)
    facts = mistakes(page, saved.problems)
    if saved.refusal is not None:
        facts[Fact(page, Measure.REFUSED)] += 1
    if saved.is_kept and not saved.already_submitted:
        facts.update(moved(opened.journey, saved.journey))
        if took := _time_since(request.POST.get("since", "")):
            facts[Fact(page, Measure.TIME, took)] += 1
    _count_of(request, door, opened, facts)


def refused_files(
    request: HttpRequest, door: Door, opened: Opened, step: Step, problems: tuple[Problem, ...]
) -> None:
    """Count files that could not be taken."""
    _count_of(request, door, opened, mistakes(page_of(step.key), problems))


def sent(request: HttpRequest, door: Door, version_id: UUID, channel: str) -> None:
    """Count a form that the person sent at this moment, whoever signs it after them."""
    facts = facts_of("", [(Measure.SENT, "")]) + facts_of(CHECK, [(Measure.DONE, "")])
    _count(request, door, version_id, channel, facts)


def mistakes(page: str, problems: tuple[Problem, ...]) -> Counter[Fact]:
    """Return the mistakes that a page was sent back with, by question."""
    return facts_of(page, [(Measure.ERROR, one.question) for one in problems if not one.asks_more])


def device_of(request: HttpRequest) -> str:
    """
    Return the class of device, by the width that the browser tells, or else by its family.

    An iPad that calls itself a Mac is taken for one.
    """
    width = request.headers.get("Sec-CH-Viewport-Width", "")
    if width.isdecimal():
        if int(width) < _NARROWEST_TABLET:
            return PHONE
        return TABLET if int(width) < _NARROWEST_COMPUTER else COMPUTER
    browser = request.headers.get("User-Agent", "")
    if _TABLET.search(browser):
        return TABLET
    if _PHONE.search(browser) or request.headers.get("Sec-CH-UA-Mobile") == "?1":
        return PHONE
    return COMPUTER


def _count_of(request: HttpRequest, door: Door, opened: Opened, facts: Counter[Fact]) -> None:
    _count(request, door, opened.draft.version_id, opened.draft.channel, facts)


def _count(
    request: HttpRequest, door: Door, version_id: UUID, channel: str, facts: Counter[Fact]
) -> None:
    if not facts:
        return
    about = Circumstances(
        council_id=door.council.id,
        version_id=version_id,
        day=clock.now().astimezone(ZoneInfo(door.council.time_zone)).date(),
        device=device_of(request),
        language=door.language,
        channel=channel,
    )
    gathered.add(about, facts)
    if not settings.TESTING:
        gathered.write_soon()


def _time_since(text: str) -> str:
    if not text.isdecimal() or len(text) > len("99999999999"):
        return ""
    return time_taken(clock.now().timestamp() - int(text))
