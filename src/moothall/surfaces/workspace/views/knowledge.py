"""What agents know: looked for, read out, written, and said to be of no help."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from moothall.content.knowledge import actions, queries
from moothall.content.knowledge.policies import EDIT, READ
from moothall.content.knowledge.rows import ArticleRow
from moothall.content.models import ArticleKind
from moothall.content.reading import page_to_read
from moothall.councils.queries import service_types
from moothall.kernel import clock
from moothall.kernel.access import staff
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.ids import new_id
from moothall.kernel.scope import acting_for
from moothall.surfaces.workspace.acting import Acting, StaffRequest, acting, acting_in, frame
from moothall.surfaces.workspace.knowledge_forms import (
    ArticleForm,
    DidNotHelp,
    EditorsAnswer,
    new_article,
)

_LONGEST_TEXT = 200
_UNPROCESSABLE = 422
#: The part of the page of a case that results are put into.
BESIDE = "knowledge-found"


@staff(READ)
def knowledge(request: StaffRequest) -> HttpResponse:
    """Find what agents and the websites know; first of all, what is down."""
    here = acting(request, READ)
    now = clock.now()
    text = request.GET.get("q", "").strip()[:_LONGEST_TEXT].replace("\0", "")
    found = queries.search_knowledge(here.ids, text, language=_language(), now=now)
    lines = [{"found": one, **_badge(here, one.council_id)} for one in found]
    if request.htmx and request.htmx.target == BESIDE:
        context = {
            "acting": here,
            "lines": lines,
            "text": text,
            "opens_beside": "contact" in request.GET,
            "contact": _contact(request.GET),
        }
        return render(request, "workspace/parts/knowledge_found.html", context)
    articles = [] if text else queries.articles_of(here.ids)
    context = {
        **frame(request, here, switcher=True),
        "text": text,
        "lines": lines,
        "groups": _groups(here, articles, now=now),
        "may_edit": bool(request.actor.councils_where(EDIT)),
    }
    return render(request, "workspace/knowledge.html", context)


@staff(READ)
def article(request: StaffRequest, article_id: UUID) -> HttpResponse:
    """Show one to be read out, step by step; hear that it did not help."""
    row = queries.article_row(article_id)
    here = acting_in(request, row.council_id, READ)
    may_edit = request.actor.may(EDIT, row.council_id)
    if row.is_withdrawn and not may_edit:
        raise NotFound("There is no such article.")
    form = DidNotHelp(request.POST or None)
    if form.is_valid():
        _did_not_help(request, row.council_id, form, article_id=row.id)
        return redirect(
            _back_to_contact(request, here) or here.address("workspace:knowledge-article", row.id)
        )
    context = {
        **frame(request, here),
        "article": row,
        "service": _service_name(row),
        "is_over": row.shown_until is not None and row.shown_until <= clock.now(),
        "language": _language(),
        "form": form,
        "may_edit": may_edit,
        **_badge(here, row.council_id),
    }
    status = _UNPROCESSABLE if form.is_bound else 200
    return render(request, "workspace/knowledge_article.html", context, status=status)


@staff(READ)
def page(request: StaffRequest) -> HttpResponse:
    """Show a page of one council's website as the public reads it, with what staff alone know."""
    here = acting(request, READ)
    if here.only is None:
        raise NotFound("Nobody said for which council this is.")
    council, path = here.only, request.GET.get("path", "")
    now = clock.now()
    with acting_for(council.id):
        shown = page_to_read(council, path)
        notes = queries.notes_on_page(council.id, path, now=now)
    form = DidNotHelp(request.POST or None)
    if form.is_valid():
        _did_not_help(request, council.id, form, page_path=path)
        return redirect(
            _back_to_contact(request, here) or here.address("workspace:knowledge-page", path=path)
        )
    context = {
        **frame(request, here),
        "page": shown,
        "notes": notes,
        "site": council.url.rstrip("/"),
        "language": _language(),
        "form": form,
        "action": request.get_full_path(),
        **_badge(here, council.id),
    }
    status = _UNPROCESSABLE if form.is_bound else 200
    return render(request, "workspace/knowledge_page.html", context, status=status)


@staff(EDIT)
def new(request: StaffRequest) -> HttpResponse:
    """Write an article for one council; ask for which where it is not said."""
    here = acting(request, EDIT)
    if here.only is None:
        context = {**frame(request, here, switcher=True), "councils": here.available}
        return render(request, "workspace/knowledge_council.html", context)
    return _write(request, here, None)


@staff(EDIT)
def edit(request: StaffRequest, article_id: UUID) -> HttpResponse:
    """Write an article anew."""
    row = queries.article_row(article_id)
    return _write(request, acting_in(request, row.council_id, EDIT), row)


@staff(EDIT)
@require_POST
def withdraw(request: StaffRequest, article_id: UUID) -> HttpResponse:
    """Let agents find it no more."""
    row = queries.article_row(article_id)
    here = acting_in(request, row.council_id, EDIT)
    actions.withdraw_article(actor=request.actor, article_id=row.id, now=clock.now())
    messages.success(request, _("Agents find it no more. Write it anew to bring it back."))
    return redirect(here.address("workspace:knowledge"))


@staff(EDIT)
def feedback(request: StaffRequest) -> HttpResponse:
    """List what did not help, for its editor to mend and to say so."""
    here = acting(request, EDIT)
    form = EditorsAnswer(request.POST or None)
    if form.is_valid():
        actions.answer_feedback(
            actor=request.actor,
            feedback_id=form.cleaned_data["feedback"],
            answer=form.cleaned_data["answer"],
            now=clock.now(),
        )
        messages.success(request, _("Saved."))
        return redirect(here.address("workspace:knowledge-feedback"))
    context = {
        **frame(request, here, switcher=True),
        "waiting": [
            {"row": one, **_badge(here, one.council_id)} for one in queries.open_feedback(here.ids)
        ],
        "answered": [
            {"row": one, **_badge(here, one.council_id)}
            for one in queries.answered_feedback(here.ids)
        ],
        "form": form,
        "answering": request.POST.get("feedback", ""),
    }
    status = _UNPROCESSABLE if form.is_bound else 200
    return render(request, "workspace/knowledge_feedback.html", context, status=status)


def _write(request: StaffRequest, here: Acting, row: ArticleRow | None) -> HttpResponse:
    council = here.chosen[0]
    form = ArticleForm(
        request.POST or None,
        council=council,
        services=service_types(council.id),
        article=row,
        now=clock.now(),
        initial={} if row else new_article(new_id()),
    )
    if form.is_valid():
        with acting_for(council.id):
            saved = _saved(request, form, row)
        if saved is not None:
            messages.success(request, _("Saved. Agents read it from now on."))
            return redirect(here.address("workspace:knowledge-article", saved))
    context = {
        **frame(request, here),
        "form": form,
        "article": row,
        "action": request.get_full_path(),
        **_badge(here, council.id),
    }
    status = _UNPROCESSABLE if form.is_bound else 200
    return render(request, "workspace/knowledge_write.html", context, status=status)


def _saved(request: StaffRequest, form: ArticleForm, row: ArticleRow | None) -> UUID | None:
    """Save what was written and return its id, or say why it was not; nothing typed is lost."""
    try:
        saved = actions.write_article(
            actor=request.actor,
            council_id=form.council.id,
            article_id=row.id if row else form.cleaned_data["key"],
            seen=form.cleaned_data["seen"],
            written=form.written(),
            now=clock.now(),
        )
    except Conflict:
        form.add_error(
            None, _("Somebody else has changed it meanwhile. Open it again in another window.")
        )
        return None
    return saved.pk


def _did_not_help(request: StaffRequest, council_id: int, form: DidNotHelp, **about: Any) -> None:
    actions.say_it_did_not_help(
        actor=request.actor,
        council_id=council_id,
        comment=form.cleaned_data["comment"],
        now=clock.now(),
        **about,
    )
    messages.success(request, _("Thank you. Its editor sees it."))


def _contact(asked: QueryDict) -> str:
    """Return the id of the contact beside which something is shown, if it is one."""
    try:
        return str(UUID(asked.get("contact", "")))
    except ValueError:
        return ""


def _back_to_contact(request: StaffRequest, here: Acting) -> str:
    """Return where the contact goes on beside which somebody said that this did not help."""
    contact_id = _contact(request.POST)
    return here.address("workspace:contact", contact_id) if contact_id else ""


def _groups(here: Acting, articles: list[ArticleRow], *, now: Any) -> list[dict[str, Any]]:
    """Return the articles by kind, what is down first; what is over or withdrawn stands last."""
    shown = [one for one in articles if not _is_over(one, now)]
    order = (ArticleKind.OUTAGE, ArticleKind.SCRIPT, ArticleKind.CHECK, ArticleKind.NOTE)
    by_kind = [
        (str(kind.label), kind.value, [one for one in shown if one.kind is kind]) for kind in order
    ]
    past = [one for one in articles if _is_over(one, now)]
    return [
        {
            "title": title,
            "kind": kind,
            "rows": [{"row": one, **_badge(here, one.council_id)} for one in rows],
        }
        for title, kind, rows in [*by_kind, (_("Over or withdrawn"), "over", past)]
        if rows
    ]


def _is_over(row: ArticleRow, now: Any) -> bool:
    return row.is_withdrawn or (row.shown_until is not None and row.shown_until <= now)


def _badge(here: Acting, council_id: int) -> dict[str, Any]:
    return {"council": here.council(council_id), "number": here.number(council_id)}


def _service_name(row: ArticleRow) -> str:
    services = service_types(row.council_id)
    return next((one.name_in(_language()) for one in services if one.slug == row.service), "")


def _language() -> str:
    return "cy" if get_language() == "cy" else "en"
