"""What somebody who is asked to sign sees: the answers, what they declare, and both ways out."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from moothall.eforms import actions
from moothall.eforms.becoming import fact
from moothall.eforms.errors import SigningSettled
from moothall.eforms.guarding import hidden_from_signer, is_guarded
from moothall.eforms.journey import relevant
from moothall.eforms.models import Signing, SigningState
from moothall.eforms.queries import (
    definition_of,
    is_signed,
    signing_of_token,
    submission_of,
)
from moothall.eforms.shown import shown_groups, spoken
from moothall.eforms.signing import last_day
from moothall.eforms.views.doors import language_of
from moothall.eforms.views.opening import see
from moothall.eforms.wording import blocks
from moothall.kernel import clock
from moothall.kernel.card_numbers import was_refused
from moothall.kernel.errors import NotFound
from moothall.kernel.forms import refusal

BASE = "public/base.html"
LONGEST_NAME = 200
LONGEST_REASON = 1000


@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is to be signed; sign it, or say that one will not."""
    council = request.council  # type: ignore[attr-defined]
    try:
        signing = signing_of_token(council.id, token)
    except NotFound:
        return _end(request, "unknown", status=404)
    if signing.state != SigningState.WAITING or clock.now() >= signing.due_at:
        return _end(request, _how_it_ended(signing), reference=_reference(signing))
    problems: dict[str, str] = {}
    if request.method == "POST":
        problems = _problems(request)
        if not problems:
            return _done(request, token)
    return _asking(request, signing, problems)


def _done(request: HttpRequest, token: str) -> HttpResponse:
    """Do what the pressed button says; whatever became of it meanwhile, its page says so."""
    council_id = request.council.id  # type: ignore[attr-defined]
    now = clock.now()
    try:
        if request.POST.get("action") == "decline":
            reason = request.POST.get("reason", "").replace("\0", "").strip()
            actions.decline(council_id=council_id, token=token, reason=reason, now=now)
        else:
            name = " ".join(request.POST["name"].replace("\0", "").split())
            actions.sign(council_id=council_id, token=token, name=name, now=now)
    except SigningSettled:
        pass
    return see(request.get_full_path())


def _problems(request: HttpRequest) -> dict[str, str]:
    """Return what is wrong with what was typed, by input."""
    given, found = request.POST, {}
    for one in ("reason", "name"):
        if was_refused(given.get(one, "")):
            return {one: refusal()}
    if given.get("action") == "decline":
        if len(given.get("reason", "")) > LONGEST_REASON:
            found["reason"] = _("Use %(number)s characters or fewer") % {"number": LONGEST_REASON}
        return found
    if given.get("agreed") != "yes":
        found["agreed"] = _("Tick the box to sign")
    name = given.get("name", "").replace("\0", "").strip()
    if not name:
        found["name"] = _("Enter your full name")
    elif len(name) > LONGEST_NAME:
        found["name"] = _("Use %(number)s characters or fewer") % {"number": LONGEST_NAME}
    return found


def _asking(request: HttpRequest, signing: Signing, problems: dict[str, str]) -> HttpResponse:
    council, language = request.council, language_of(request)  # type: ignore[attr-defined]
    draft = signing.draft
    definition = definition_of(draft.version_id)
    journey = relevant(definition, draft.answers)
    wanted = definition.needs.signature
    statement = wanted.statement if wanted else definition.declaration
    with_care = {"hides": hidden_from_signer(definition)} if is_guarded(draft) else {}
    answer = render(
        request,
        "eforms/public/sign.html",
        {
            "base": BASE,
            "form_title": spoken(definition.title, council, language),
            "applicant": fact(definition, draft.answers, "person.name") or "",
            "signer": signing.name,
            "until": last_day(signing.due_at, council.time_zone),
            "groups": [
                (
                    group.heading,
                    [{"key": one.name, "value": list(one.words)} for one in group.answers],
                )
                for group in shown_groups(
                    definition, journey, council=council, language=language, **with_care
                )
            ],
            "is_guarded": bool(with_care),
            "declaration": blocks(spoken(definition.declaration, council, language)),
            "statement": blocks(spoken(statement, council, language)),
            "typed": request.POST,
            "problems": problems,
            "errors": [{"href": f"#{name}", "text": text} for name, text in problems.items()],
        },
    )
    return _private(answer)


def _how_it_ended(signing: Signing) -> str:
    if signing.state == SigningState.SIGNED and signing.draft.submitted_at is None:
        return "signed-unpaid" if is_signed(signing.draft) else SigningState.TAKEN_BACK.value
    waits_too_long = signing.state == SigningState.WAITING
    return SigningState.EXPIRED.value if waits_too_long else signing.state


def _reference(signing: Signing) -> str:
    submission = submission_of(signing.draft) if signing.state == SigningState.SIGNED else None
    return "" if submission is None else submission.reference


def _end(
    request: HttpRequest, state: str, *, reference: str = "", status: int = 200
) -> HttpResponse:
    """Say what became of it, and no word of what was in it."""
    shown = {"base": BASE, "state": state, "reference": reference}
    return _private(render(request, "eforms/public/signed.html", shown, status=status))


def _private(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "no-store"
    return answer
