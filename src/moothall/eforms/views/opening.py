"""Opening a draft at a door, and the ways that lead on from a page."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from moothall.eforms import actions, policies
from moothall.eforms.appointments.chosen import BOOKING, fits
from moothall.eforms.definition import Definition, PageKind
from moothall.eforms.errors import Guarded, NotReady, TimeLost
from moothall.eforms.guarding import is_shut_to
from moothall.eforms.journey import Journey, Step, page_of, relevant
from moothall.eforms.models import Draft, InFlight, Waiting
from moothall.eforms.queries import definition_of, draft_of, draft_standing, form_of
from moothall.eforms.views.doors import Door
from moothall.kernel import clock
from moothall.kernel.errors import NotFound

BACK_TO_CHECK = "check"
#: What stands in the way is that somebody has booked as often as one may.
ENOUGH = "enough"


class Opened:
    """A draft that the door may open, with its journey."""

    def __init__(self, door: Door, secret: str) -> None:
        """
        Open it.

        :raises NotFound: if there is none, it is another's, or it is of another form
        :raises Guarded: if it is about a protected person, and this employee may not see it
        """
        self.draft: Draft = draft_of(door.council.id, secret)
        self.is_closed = False
        self.is_frozen = self.draft.frozen_at is not None and self.draft.submitted_at is None
        if (
            self.draft.submitted_at is None
            and not self.is_frozen
            and policies.can_use_draft(door.actor, self.draft)
        ):
            self._bring_up_to_date(door, secret)
        self.definition: Definition = definition_of(self.draft.version_id)
        if self.definition.slug != door.form or not policies.can_use_draft(door.actor, self.draft):
            raise NotFound("This council has no such draft.")
        if door.is_staffed and is_shut_to(door.actor, self.draft):
            raise Guarded(self.draft)
        self.journey: Journey = relevant(self.definition, self.draft.answers)

    @property
    def is_elsewhere(self) -> bool:
        """Tell whether its pages are shut: it was handed in, waits for a signer, or is closed."""
        return self.is_closed or self.is_frozen or self.draft.submitted_at is not None

    def _bring_up_to_date(self, door: Door, secret: str) -> None:
        """Do what newer versions of the form want of drafts of older ones."""
        match draft_standing(self.draft, door.form):
            case InFlight.CHECK_AGAIN:
                self.draft = actions.carry_over(
                    actor=door.actor, council_id=door.council.id, secret=secret, form=door.form,
                    language=door.language, now=clock.now(),
                )  # fmt: skip
            case InFlight.CLOSED:
                self.is_closed = True
        self.is_closed = self.is_closed or not form_of(door.council.id, door.form).is_open(
            clock.now()
        )


def here(door: Door, secret: str, opened: Opened) -> str:
    """Return the address of the page where the person is."""
    if opened.draft.submitted_at is not None:
        return door.url("form-done", secret=secret)
    if opened.is_frozen:
        is_unpaid = opened.draft.frozen_for == Waiting.PAYMENT
        return door.url("form-fee" if is_unpaid else "form-signature", secret=secret)
    if opened.is_closed:
        return door.url("form-resume", secret=secret)
    if opened.definition.sections and opened.journey.exit is None:
        return door.url("form-tasks", secret=secret)
    step = opened.journey.first_undone or opened.journey.exit
    if step is None:
        return door.url("form-check", secret=secret)
    return door.url("form-page", secret=secret, page=step.key)


def way_on(door: Door, secret: str, journey: Journey, page: str, *, returning: bool) -> str:
    """Return the address of the page that follows, or of the one to come back to."""
    if page != page_of(page):
        return page_url(door, secret, page_of(page), returning=returning)
    step = journey.first_undone or journey.exit if returning else journey.after(page)
    while step is not None and not returning and _has_its_time(step, journey):
        step = journey.after(step.key)
    if step is None:
        return door.url("form-check", secret=secret)
    current = journey.step(page)
    leaves_section = current is not None and current.page.section != step.page.section
    is_question = step.page.kind is not PageKind.EXIT
    if leaves_section and is_question and not returning:
        return door.url("form-tasks", secret=secret)
    return page_url(door, secret, step.key, returning=returning and is_question)


def _has_its_time(step: Step, journey: Journey) -> bool:
    """Tell whether a page asks for nothing but a time that is chosen already, and will do."""
    if not step.is_done or not step.questions:
        return False
    return all(
        one.type == BOOKING
        and (answer := journey.answers.get(one.key)) is not None
        and fits(one, answer, journey.known)
        for one in step.questions
    )


def page_url(door: Door, secret: str, page: str, *, returning: bool) -> str:
    """Return the address of a page, which leads back to the answers if these are being checked."""
    url = door.url("form-page", secret=secret, page=page)
    return f"{url}?return={BACK_TO_CHECK}" if returning else url


def problem_url(door: Door, secret: str, page: str, *, problem: str = "1") -> str:
    """Return the address of a page that stands in the way of sending, where it says how."""
    place = door.url("form-page", secret=secret, page=page)
    return f"{place}?problem={problem}&return={BACK_TO_CHECK}"


def place_of_problem(door: Door, secret: str, error: NotReady, *, now: datetime) -> str:
    """
    Return the address of the page that stands in the way of sending.

    A time that was lost is taken out of the answers first, so that its page asks for another.
    """
    if isinstance(error, TimeLost):
        actions.ask_again_for_times(
            actor=door.actor, council_id=door.council.id, secret=secret, with_free=True, now=now
        )
        if error.is_enough:
            return problem_url(door, secret, error.page, problem=ENOUGH)
    return problem_url(door, secret, error.page)


def is_returning(request: HttpRequest) -> bool:
    """Tell whether the person came from the check page to change an answer."""
    given = request.POST if request.method == "POST" else request.GET
    return given.get("return") == BACK_TO_CHECK


def see(url: str) -> HttpResponse:
    """Answer a POST with the address of a page to get: 303, which no browser repeats."""
    response = redirect(url)
    response.status_code = 303
    response["Cache-Control"] = "no-store"
    return response


def typed_in(request: HttpRequest) -> dict[str, list[str]]:
    """Return what was typed, without the one character that the database cannot hold."""
    return {
        name: [str(value).replace("\0", "") for value in values]
        for name, values in request.POST.lists()
    }
