"""Trying a form out before it is published: the very pages of residents, and why each is there."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.clickjacking import xframe_options_sameorigin

from moothall.councils.brands import brand_properties
from moothall.councils.for_council import actor_of, for_council
from moothall.councils.rows import CouncilRow
from moothall.eforms.actions import begin_trial_anew, keep_trial
from moothall.eforms.becoming import case_summary, category_of, priority_of, service_of
from moothall.eforms.definition import Definition, PageKind
from moothall.eforms.designing.reasons import reasons
from moothall.eforms.designs import Design, design_of, trial_of
from moothall.eforms.fields import Reading, Typed
from moothall.eforms.journey import Journey, Step, page_of, relevant
from moothall.eforms.judging import read_page, refusal_of
from moothall.eforms.models import Draft
from moothall.eforms.policies import DESIGN
from moothall.eforms.unseen import with_unseen
from moothall.eforms.views import screens
from moothall.eforms.views.doors import Door, language_of
from moothall.eforms.views.opening import typed_in
from moothall.eforms.views.saying import said, said_in_blocks
from moothall.eforms.views.start_screen import start_screen
from moothall.kernel import clock
from moothall.kernel.actors import Actor
from moothall.kernel.errors import NotFound
from moothall.kernel.money import pounds

FRAME = "eforms/workspace/designing/as_resident.html"
#: Where the pages of a form lead while it is tried out.
_NAMES = {
    "form-page": "design-try-page",
    "form-check": "design-try-check",
    "form-start": "design-try",
    "form-resume": "design-try",
    "form-tasks": "design-try",
    "form-done": "design-try-end",
    "form-later": "design-try",
    "form-remove": "design-try-remove",
    "form-save": "design-try-save",
    "form-reveal": "design-try-reveal",
}
#: Stands in place of a file: what is tried out stores none.
_PRETEND = {
    "id": "00000000-0000-0000-0000-000000000000", "size": 1000, "content_type": "image/jpeg",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class TrialDoor(Door):
    """The door through which a designer walks a form that nobody else can fill in yet."""

    query: str = ""

    def url(self, name: str, **parts: str) -> str:
        """Return the address of the same page while it is tried out."""
        parts.pop("secret", None)
        where = {**self.place, "form": self.form, **parts}
        href = reverse(f"workspace:{_NAMES.get(name, name)}", kwargs=where)
        return f"{href}{self.query}" if name in _NAMES else href


class Trial:
    """A form that is being tried out, by one designer."""

    def __init__(self, request: HttpRequest, council: CouncilRow, form: str) -> None:
        """
        Open it.

        :raises NotFound: if the council has no such form
        """
        self.request, self.council = request, council
        self.actor: Actor = actor_of(request)
        self.design: Design = design_of(council.id, form)
        self.definition: Definition = self.design.definition
        self.is_framed = "frame" in request.GET
        self.language = request.GET.get("language", "")
        if self.language not in council.languages:
            self.language = language_of(request)
        run = trial_of(council.id, self.design.form_id, self.actor.identifier)
        self.draft = Draft(
            council_id=council.id, answers=run.answers if run else {},
            typed=run.typed if run else {}, dropped=[], language=self.language,
        )  # fmt: skip
        self.journey: Journey = relevant(self.definition, self.draft.answers)
        self.door = self._door()

    def _door(self) -> TrialDoor:
        kept = {"language": self.language, **({"frame": "1"} if self.is_framed else {})}
        form, council = self.design.slug, self.council
        where = {"council": council.slug, "form": form}
        others = [(one, "?" + urlencode({**kept, "language": one})) for one in council.languages]
        why = reasons(self.design.document, self.definition, self.journey, self.language)
        return TrialDoor(
            namespace="workspace", template=FRAME, actor=self.actor, council=council,
            language=self.language, form=form, place={"council": council.slug},
            query="?" + urlencode(kept),
            context={
                "form_council": council, "is_framed": self.is_framed, "reasons": why,
                "page_language": self.language, "languages": others,
                "design_href": reverse("workspace:design", kwargs=where),
                "anew_href": reverse("workspace:design-try-anew", kwargs=where),
                "try_href": reverse("workspace:design-try", kwargs=where),
            },
        )  # fmt: skip

    def step(self, key: str) -> Step:
        """
        Return a page, whether or not it is part of the journey.

        :raises NotFound: if the form has no such page
        """
        found = self.journey.step(key)
        page = self.definition.page(page_of(key))
        if found is None and page is not None:
            found = Step(page, page.questions, is_done=False)
        if found is None:
            raise NotFound("This form has no such page.")
        return found

    def reading(self, step: Step) -> Reading:
        """Return the circumstances in which a page is read; files are pretended."""
        today = clock.now().astimezone(ZoneInfo(self.council.time_zone)).date()
        files: dict[str, list[dict[str, Any]]] = {
            question.key: [
                {**_PRETEND, "name": file.name} for file in self.request.FILES.getlist(question.key)
            ]
            for question in step.questions
            if question.type == "upload"
        }
        return Reading(council=self.council, today=today, language=self.language, files=files)

    def keep(self, **what: Any) -> None:
        """Keep what was typed."""
        run = keep_trial(
            actor=self.actor, council_id=self.council.id, form_id=self.design.form_id,
            now=clock.now(), **what,
        )  # fmt: skip
        self.draft.answers, self.draft.typed = run.answers, run.typed
        self.journey = relevant(self.definition, self.draft.answers)

    def keep_typed(self, step: Step, typed: Typed) -> None:
        """Keep what was typed into a page, and what stands in the questions it does not show."""
        before = self.draft.typed.get(step.key) or {}
        saved = self.journey.saved(step)
        self.keep(typed={step.key: with_unseen(step.page, typed, before, saved)})

    def page(self, step: Step, **shown: Any) -> HttpResponse:
        """Draw a page as residents see it."""
        return screens.page_screen(
            self.request, self.door, secret="", draft=self.draft, definition=self.definition,
            journey=self.journey, step=step, **shown,
        )  # fmt: skip


def _for_trial(view: Any) -> Any:
    """Let the view walk the form that the address names, in the language asked for."""

    @xframe_options_sameorigin
    @csp_replace({"frame-ancestors": ["'self'"]})  # type: ignore[untyped-decorator]
    def with_trial(
        request: HttpRequest, council: CouncilRow, form: str, **parts: Any
    ) -> HttpResponseBase:
        trial = Trial(request, council, form)
        with translation.override(trial.language):
            answer: HttpResponseBase = view(trial, **parts)
        return answer

    return for_council(DESIGN)(with_trial)


@_for_trial
def start(trial: Trial) -> HttpResponse:
    """Show the start page, or go to the first question."""
    if trial.request.method == "POST":
        first = trial.journey.steps[0].key
        return redirect(trial.door.url("form-page", page=first))
    return start_screen(trial.request, trial.door, trial.definition, given=trial.request.GET)


@_for_trial
def page(trial: Trial, page: str) -> HttpResponse:
    """Show a page, or judge what was typed and go on as a resident would."""
    step = trial.step(page)
    if step.page.kind is PageKind.REPEAT and page == page_of(page):
        return _several(trial, step)
    if trial.request.method != "POST":
        return trial.page(step)
    typed = typed_in(trial.request)
    if step.page.kind is not PageKind.QUESTIONS:
        trial.keep(answers={page: True})
        return redirect(_way_on(trial, page))
    read = read_page(step.page, trial.journey.known, typed, trial.reading(step))
    if read.problems or trial.request.POST.get("action", "continue") != "continue":
        trial.keep_typed(step, typed)
        return trial.page(step, typed=typed, problems=read.problems)
    refusal = refusal_of(step.page, read.known, council_id=trial.council.id, now=clock.now())
    if refusal is not None:
        return screens.refusal_screen(
            trial.request, trial.door, secret="", definition=trial.definition, step=step,
            refusal=refusal, returning=False,
        )  # fmt: skip
    trial.keep(answers=_answers(trial, page, read.answers), typed={page: None})
    return redirect(_way_on(trial, page))


def _answers(trial: Trial, page: str, answers: Any) -> dict[str, Any]:
    """Return answers as the draft has them: those for one of several things within the list."""
    several, _, item = page.partition("_")
    if not item:
        return dict(answers)
    items = list(trial.draft.answers.get(several) or ())
    items[int(item) - 1 : int(item)] = [dict(answers)]
    return {several: items}


def _several(trial: Trial, step: Step) -> HttpResponse:
    """Show the things named so far, add another, or go on."""
    items = trial.draft.answers.get(step.key) or []
    wish = trial.request.POST.get("another", "")
    if (trial.request.method == "POST" and wish == "yes") or not items:
        return redirect(trial.door.url("form-page", page=f"{step.key}_{len(items) + 1}"))
    if trial.request.method == "POST":
        trial.keep(answers={step.key: items})
        return redirect(_way_on(trial, step.key))
    return screens.items_screen(
        trial.request, trial.door, secret="", definition=trial.definition, journey=trial.journey,
        step=trial.step(step.key), problems=(), returning=False,
    )  # fmt: skip


@_for_trial
def remove(trial: Trial, page: str) -> HttpResponse:
    """Take one of several things away."""
    several, _, item = page.partition("_")
    items = list(trial.draft.answers.get(several) or ())
    if item.isdecimal() and 0 < int(item) <= len(items):
        del items[int(item) - 1]
        trial.keep(answers={several: items})
    return redirect(trial.door.url("form-page", page=several))


@_for_trial
def save(trial: Trial, page: str) -> HttpResponse:
    """Keep what is being typed, as the pages of residents do."""
    trial.keep_typed(trial.step(page), typed_in(trial.request))
    return HttpResponse(status=204)


@_for_trial
def reveal(trial: Trial, page: str) -> HttpResponse:
    """Draw a page's questions as they are by what is typed now."""
    return trial.page(trial.step(page), typed=typed_in(trial.request))


@_for_trial
def check(trial: Trial) -> HttpResponse:
    """Show the answers, or pretend to send them."""
    if trial.request.method == "POST":
        return redirect(trial.door.url("form-done"))
    if not trial.journey.is_complete:
        step = trial.journey.exit or trial.journey.first_undone
        if step is not None:
            return redirect(trial.door.url("form-page", page=step.key))
    return screens.check_screen(
        trial.request, trial.door, secret="", definition=trial.definition, journey=trial.journey
    )


@_for_trial
def end(trial: Trial) -> HttpResponse:
    """Show the last page, and what would have become of the answers."""
    definition, known, door = trial.definition, trial.journey.known, trial.door
    payment = definition.needs.payment
    fee = ""
    if payment is not None and payment.when.holds(known):
        amount = payment.amount.value(known)
        fee = pounds(int(amount)) if isinstance(amount, int | float) else ""
    confirmation = definition.confirmation
    return render(
        trial.request,
        "eforms/workspace/designing/try_end.html",
        {
            **door.context,
            "base": FRAME,
            "form_title": said(door, definition.title),
            "heading": said(door, confirmation.title),
            "next_steps": said_in_blocks(door, confirmation.next_steps),
            "next_time": said_in_blocks(door, confirmation.next_time),
            "service": service_of(definition, known),
            "priority": priority_of(definition, known),
            "category": category_of(definition, known),
            "summary": case_summary(definition, trial.journey.answers),
            "fee": fee,
        },
    )


@for_council(DESIGN)
def anew(request: HttpRequest, council: CouncilRow, form: str) -> HttpResponse:
    """Forget what was typed, and begin again."""
    design = design_of(council.id, form)
    if request.method == "POST":
        begin_trial_anew(actor=actor_of(request), council_id=council.id, form_id=design.form_id)
    return redirect(reverse("workspace:design-try", kwargs={"council": council.slug, "form": form}))


@for_council(DESIGN)
def brand(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """Give the council's colours to the pages that are tried out."""
    return HttpResponse(brand_properties(council), content_type="text/css; charset=utf-8")


def _way_on(trial: Trial, page: str) -> str:
    """Return the page that follows; from one that is not part of the journey, the first undone."""
    door, several = trial.door, page_of(page)
    if page != several:
        return door.url("form-page", page=several)
    step = trial.journey.after(page) if trial.journey.step(page) else trial.journey.first_undone
    return door.url("form-check") if step is None else door.url("form-page", page=step.key)
