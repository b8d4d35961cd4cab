"""Pages that ask for several things: their list, and taking one away."""

from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from moothall.eforms import actions
from moothall.eforms.becoming import item_words
from moothall.eforms.definition import Repeat
from moothall.eforms.errors import DraftFrozen, NotReady
from moothall.eforms.journey import Step, page_of
from moothall.eforms.judging import Problem
from moothall.eforms.views import counting, screens
from moothall.eforms.views.doors import Door
from moothall.eforms.views.opening import Opened, is_returning, page_url, see, way_on
from moothall.kernel import clock
from moothall.kernel.errors import NotFound

ANOTHER = "another"


def several(
    request: HttpRequest,
    door: Door,
    secret: str,
    opened: Opened,
    step: Step,
    *,
    problems: tuple[Problem, ...] = (),
) -> HttpResponse:
    """Show the things that were named so far, add another, or go on."""
    repeat = _repeat_of(step)
    count, returning = len(opened.journey.given.get(step.key) or ()), is_returning(request)
    one_more = page_url(door, secret, f"{step.key}_{count + 1}", returning=returning)
    if count == 0 and repeat.least > 0:
        return see(one_more)
    if request.method == "POST":
        wish = request.POST.get(ANOTHER, "" if count < repeat.most else "no")
        if wish == "yes" and count < repeat.most:
            return see(one_more)
        if wish == "no" and count >= repeat.least:
            return _gone_on(request, door, secret, opened, step)
        problems = (Problem(step.key, _said_of(repeat, count, wish, door.language)),)
    return screens.items_screen(
        request, door, secret=secret, definition=opened.definition, journey=opened.journey,
        step=step, problems=problems, returning=returning,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, door: Door, secret: str, page: str) -> HttpResponse:
    """Ask whether one of several things shall go, and take it away."""
    try:
        opened = Opened(door, secret)
    except NotFound:
        return screens.gone_screen(request, door)
    step, returning = opened.journey.step(page), is_returning(request)
    item = None if step is None or page == page_of(page) else opened.journey.saved(step)
    back = page_url(door, secret, page_of(page), returning=returning)
    if not item or opened.is_elsewhere:
        return see(back)
    if request.method == "POST":
        with suppress(DraftFrozen):
            actions.remove_item(
                actor=door.actor, council_id=door.council.id, secret=secret, page=page,
                now=clock.now(),
            )  # fmt: skip
        return see(back)
    repeat = _repeat_of(opened.journey.step(page_of(page)))
    return screens.remove_screen(
        request, door, definition=opened.definition,
        what=item_words(repeat, item, door.language), back_href=back, returning=returning,
    )  # fmt: skip


def _gone_on(
    request: HttpRequest, door: Door, secret: str, opened: Opened, step: Step
) -> HttpResponse:
    try:
        saved = actions.save_page(
            actor=door.actor, council_id=door.council.id, secret=secret, page=step.key, typed={},
            revision="", language=door.language, now=clock.now(),
        )  # fmt: skip
    except NotReady:
        return see(door.url("form-resume", secret=secret))
    if saved.already_submitted:
        return see(door.url("form-done", secret=secret))
    counting.saved(request, door, opened, step, saved)
    returning = is_returning(request)
    return see(way_on(door, secret, saved.journey, step.key, returning=returning))


def _repeat_of(step: Step | None) -> Repeat:
    """
    Return how a step asks for several things.

    :raises NotFound: if it does not
    """
    repeat = step.page.questions[0].repeat if step and step.page.questions else None
    if repeat is None:
        raise NotFound("This page does not ask for several things.")
    return repeat


def _said_of(repeat: Repeat, count: int, wish: str, language: str) -> str:
    one = repeat.one.within(language)
    if wish == "no" and count < repeat.least:
        return _("Add at least %(number)s: choose yes to add another %(one)s") % {
            "number": repeat.least, "one": one,
        }  # fmt: skip
    return _("Choose yes if you want to add another %(one)s") % {"one": one}
