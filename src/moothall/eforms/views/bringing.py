"""Screens on which staff bring in a form out of a file."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from moothall.councils.for_council import actor_of, for_council
from moothall.councils.rows import CouncilRow
from moothall.eforms import actions, read_forms
from moothall.eforms.designing.in_words import rule_words
from moothall.eforms.designing.parts import words_of_page
from moothall.eforms.errors import FormNotPublishable
from moothall.eforms.lint import mistakes_of_shape
from moothall.eforms.policies import DESIGN
from moothall.eforms.read_forms import ReadFormRow
from moothall.eforms.sharing import bringing, packing
from moothall.eforms.views.sharing_pages import checks_of, drawn, services_of
from moothall.kernel import clock
from moothall.kernel.errors import Conflict


@for_council(DESIGN)
def bring_in(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """Take a file, and go on to the report of what is in it."""
    if request.method != "POST":
        return drawn(request, council, "import", errors=[])
    try:
        upload = request.FILES.get("file")
        if upload is None:
            raise packing.Unreadable(_("Choose a file."))
        if (upload.size or 0) > packing.MOST_BYTES:
            raise packing.Unreadable(_("The file is too large."))
        brought = bringing.bring(upload.name or "", upload.read())
    except packing.Unreadable as error:
        return drawn(request, council, "import", errors=[{"href": "#file", "text": str(error)}])
    row = actions.keep_read_form(
        actor=actor_of(request), council_id=council.id, document=brought.document,
        losses=brought.losses, now=clock.now(),
    )  # fmt: skip
    return redirect("workspace:form-import-report", council=council.slug, read_form=row.pk)


@for_council(DESIGN)
def report(request: HttpRequest, council: CouncilRow, read_form: UUID) -> HttpResponse:
    """Say what is in the file and what could not be carried over, then take the form."""
    now, actor = clock.now(), actor_of(request)
    row = read_forms.read_form(council.id, actor.identifier, read_form, now=now)
    slug = request.POST.get("slug", _text(row.document.get("slug")))
    service = request.POST.get("service_type", _service(row.document))
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            form = actions.take_read_form(
                actor=actor, council_id=council.id, read_form=read_form, slug=slug,
                service_type=service, now=now,
            )  # fmt: skip
            return redirect(checks_of(council, form.slug))
        except (Conflict, FormNotPublishable) as error:
            errors = _beside(error)
    return drawn(
        request, council, "report", errors=errors, losses=row.losses, slug=slug, service=service,
        services=services_of(council), pages=list(_outline(row)),
    )  # fmt: skip


def _beside(error: Conflict | FormNotPublishable) -> list[dict[str, str]]:
    """Return what is wrong; what is wrong with the name leads to where it is typed."""
    if isinstance(error, Conflict):
        return [{"href": "#slug", "text": str(error)}]
    words = _("Use small letters, numbers and hyphens, and begin with a letter")
    named = [one for one in error.mistakes if one.place == "slug"]
    others = [{"href": "", "text": str(one)} for one in error.mistakes if one not in named]
    return ([{"href": "#slug", "text": words}] if named else []) + others


def _outline(row: ReadFormRow) -> Iterator[dict[str, Any]]:
    """Give the pages of the form in words, if it has a sound shape: what each asks and when."""
    document = {**row.document, "slug": "x"}
    if mistakes_of_shape(document):
        return
    for page in document["pages"]:
        yield {
            "title": words_of_page(page),
            "when": _when(document, page),
            "is_exit": page.get("kind") == "exit",
            "questions": [
                {"label": one["label"]["en"], "when": _when(document, one)}
                for one in page.get("questions", ())
            ],
        }


def _when(document: dict[str, Any], part: Mapping[str, Any]) -> str:
    return rule_words(document, part["show_when"]) if "show_when" in part else ""


def _service(document: Mapping[str, Any]) -> str:
    outcome = document.get("outcome")
    return _text(outcome.get("service_type")) if isinstance(outcome, dict) else ""


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
