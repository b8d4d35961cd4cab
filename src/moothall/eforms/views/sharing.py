"""Screens on which staff compare versions of a form, and take forms from the library."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from moothall.councils.for_council import actor_of, for_council
from moothall.councils.rows import CouncilRow
from moothall.eforms import actions, library, versions
from moothall.eforms.errors import FormNotPublishable
from moothall.eforms.models import InFlight, Left
from moothall.eforms.policies import DESIGN
from moothall.eforms.sharing import merging, packing, paths, shelf, telling
from moothall.eforms.views.sharing_pages import checks_of, drawn, said, services_of
from moothall.kernel import clock
from moothall.kernel.errors import Conflict, NotFound

#: No form has a hundred million versions, and the database could not count them.
MOST_DIGITS = 8


@for_council(DESIGN)
def all_versions(request: HttpRequest, council: CouncilRow, form: str) -> HttpResponse:
    """List a form's versions, any two of which can be compared."""
    rows = versions.versions_of(council.id, form)
    adopted = {name for name, _digest in versions.adopted_digests(council.id).values()}
    return drawn(request, council, "versions", form=form, versions=rows, is_adopted=form in adopted)


@for_council(DESIGN)
def restore(request: HttpRequest, council: CouncilRow, form: str, number: int) -> HttpResponse:
    """Ask, then put an older version forward again."""
    if len(str(number)) > MOST_DIGITS:
        raise NotFound(_("There is no such version of a form."))
    if request.method == "POST":
        try:
            actions.restore_version(
                actor=actor_of(request), council_id=council.id, form=form, number=number,
                in_flight=_in_flight(request), now=clock.now(),
            )  # fmt: skip
        except FormNotPublishable as error:
            return drawn(request, council, "restore", form=form, number=number, errors=said(error))
        return redirect(checks_of(council, form))
    versions.documents_of(council.id, form, number)
    return drawn(request, council, "restore", form=form, number=number, errors=[])


@for_council(DESIGN)
def export(request: HttpRequest, council: CouncilRow, form: str) -> HttpResponse:
    """Hand out what a form asks now as a file."""
    content = packing.pack(versions.current_document(council.id, form))
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{form}.zip"'
    return response


@for_council(DESIGN)
def shelves(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """List the forms of the library by topic, with what the council took and what is new in it."""
    words, topic = request.GET.get("q", "")[:200], request.GET.get("topic", "")
    adopted = versions.adopted_digests(council.id)
    rows = [(row, *_standing(council, row, adopted)) for row in shelf.found(words, topic)]
    words_of = shelf.topics_in_words()
    topics = sorted({row.topic for row in shelf.shelf()}, key=lambda one: words_of[one])
    return drawn(
        request, council, "library", rows=rows, words=words, topic=topic, topics=topics,
        words_of=words_of,
    )  # fmt: skip


@for_council(DESIGN)
def adopt(request: HttpRequest, council: CouncilRow, name: str) -> HttpResponse:
    """Show a form of the library, and take it for a service."""
    try:
        document = library.form(name)
    except LookupError as error:
        raise NotFound(_("The library has no such form.")) from error
    errors: list[dict[str, str]] = []
    service = request.POST.get("service_type", document["outcome"]["service_type"])
    candidates = merging.local_candidates(document)
    chosen = request.POST.getlist("local") if request.method == "POST" else _figures(candidates)
    if request.method == "POST":
        allowed = {paths.written(path) for path in candidates}
        try:
            actions.adopt_form(
                actor=actor_of(request), council_id=council.id, library_slug=name,
                service_type=service, local_paths=[one for one in chosen if one in allowed],
                now=clock.now(),
            )  # fmt: skip
            return redirect(checks_of(council, document["slug"]))
        except (Conflict, FormNotPublishable) as error:
            errors = said(error)
    return drawn(
        request, council, "adopt", errors=errors, document=document, service=service,
        services=services_of(council), chosen=chosen,
        local=[(paths.written(path), telling.place(path, document)) for path in candidates],
    )  # fmt: skip


@for_council(DESIGN)
def improve(request: HttpRequest, council: CouncilRow, form: str) -> HttpResponse:
    """Show what the library has improved, and take what is chosen."""
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        seen = (request.POST.get("theirs", ""), request.POST.get("ours", ""))
        try:
            actions.take_improvements(
                actor=actor_of(request), council_id=council.id, form=form,
                accepted=request.POST.getlist("accept"),
                after_all=request.POST.getlist("after_all"), seen=seen,
                in_flight=_in_flight(request), now=clock.now(),
            )  # fmt: skip
            return redirect(checks_of(council, form))
        except (Conflict, FormNotPublishable) as error:
            errors = said(error)
    found = versions.improvements_of(council.id, form)
    told = telling.rows([one.change for one in found.offers], found.ours, found.theirs)
    ours = telling.ours(found.offers)
    rows = list(zip(told, found.offers, ours, strict=True))
    return drawn(
        request, council, "improve", form=form, rows=rows, left=_left(found), seen=found.seen,
        errors=errors, why_left=_why_left(),
    )  # fmt: skip


@for_council(DESIGN)
def own_parts(request: HttpRequest, council: CouncilRow, form: str) -> HttpResponse:
    """Show which parts of an adopted form stay the council's own, and change that."""
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            actions.mark_own_parts(
                actor=actor_of(request), council_id=council.id, form=form,
                own=request.POST.getlist("own"), now=clock.now(),
            )  # fmt: skip
            return redirect("workspace:form-improve", council=council.slug, form=form)
        except Conflict as error:
            errors = said(error)
    found = versions.own_parts_of(council.id, form)
    choices = [
        (paths.written(path), telling.place(path, found.ours, found.base))
        for path in found.candidates
    ]
    marked = [paths.written(path) for path in found.marked]
    return drawn(request, council, "own", form=form, choices=choices, marked=marked, errors=errors)


def _why_left() -> dict[str, str]:
    """Return in words why something was not taken, with the day to be filled in."""
    return {
        Left.DECLINED: _("You said no to this on {day}"),
        Left.LOCAL: _("You kept this part as your own on {day}"),
        Left.GONE: _("This part was not in your form on {day}"),
    }


def _left(found: versions.Improvements) -> list[tuple[telling.ChangeRow, versions.LeftOffer, str]]:
    """Return what was left before, as a table shows it, with what the council has instead."""
    offers = [one.offer for one in found.left]
    told = telling.rows([one.change for one in offers], found.ours, found.theirs)
    return list(zip(told, found.left, telling.ours(offers), strict=True))


def _standing(
    council: CouncilRow, row: shelf.ShelfRow, adopted: dict[str, tuple[str, str]]
) -> tuple[str, str]:
    """Return what the council has of a form of the library, and where to go on with it."""
    if row.slug not in adopted:
        href = reverse("workspace:form-take", kwargs={"council": council.slug, "name": row.slug})
        return "", href
    form, digest = adopted[row.slug]
    if digest == row.digest:
        return "adopted", _versions(council, form)
    where = {"council": council.slug, "form": form}
    return "improved", reverse("workspace:form-improve", kwargs=where)


def _figures(candidates: Sequence[paths.Path]) -> list[str]:
    return [paths.written(path) for path in candidates if path[0] == "figures"]


def _versions(council: CouncilRow, form: str) -> str:
    return reverse("workspace:form-versions", kwargs={"council": council.slug, "form": form})


def _in_flight(request: HttpRequest) -> InFlight:
    """Return what shall become of drafts; whatever is none of the answers lets people finish."""
    wish = request.POST.get("in_flight", "")
    return InFlight(wish) if wish in InFlight.values else InFlight.FINISH
