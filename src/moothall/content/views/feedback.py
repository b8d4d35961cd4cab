"""Was this page useful?"""

import re
from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from moothall.content import actions
from moothall.content.addresses import home_path
from moothall.content.views.public import _list_frame, _where
from moothall.kernel.access import public
from moothall.kernel.actors import anonymous_resident
from moothall.kernel.card_numbers import was_refused
from moothall.kernel.clock import now
from moothall.kernel.forms import refusal
from moothall.kernel.rate_limits import allow
from moothall.kernel.visitors import address_of

MOST_ANSWERS = 30
_PATH = re.compile(r"/[\w\-/]{0,499}\Z", re.ASCII)


@public
@require_POST
def feedback(request: HttpRequest) -> HttpResponse:
    """Keep a yes or a no; after a no, ask what went wrong."""
    council, language = _where(request)
    moment = now()
    path = _page_path(request.POST.get("page", ""), language)
    is_useful = request.POST.get("useful") == "yes"
    if not _may_answer(request, council.id, moment):
        return render(request, "public/errors/429.html", status=429)
    answer = actions.record_feedback(
        actor=anonymous_resident(),
        council_id=council.id,
        path=path,
        language=language,
        is_useful=is_useful,
        comment="",
        now=moment,
    )
    if is_useful:
        return HttpResponseRedirect(reverse("public:feedback-thanks") + _query(page=path))
    return HttpResponseRedirect(
        reverse("public:feedback-more") + _query(page=path, answer=str(answer.pk))
    )


@public
@require_http_methods(["GET", "HEAD", "POST"])
def more(request: HttpRequest) -> HttpResponse:
    """Ask what went wrong, and keep what is said."""
    council, language = _where(request)
    path = _page_path(request.GET.get("page", ""), language)
    comment, error = request.POST.get("comment", ""), ""
    if request.method == "POST":
        moment = now()
        if not _may_answer(request, council.id, moment):
            return render(request, "public/errors/429.html", status=429)
        answer_id = _uuid(request.GET.get("answer", ""))
        if len(comment) > actions.LONGEST_COMMENT:
            error = _("Use %(number)s characters or fewer") % {"number": actions.LONGEST_COMMENT}
        elif was_refused(comment):
            error = refusal()
        else:
            if comment.strip() and answer_id is not None:
                actions.add_comment(
                    actor=anonymous_resident(), answer_id=answer_id, comment=comment, now=moment
                )
            return HttpResponseRedirect(reverse("public:feedback-thanks") + _query(page=path))
    context = {
        "page_path": path,
        "comment": comment,
        "error": error,
        "longest": actions.LONGEST_COMMENT,
        **_list_frame(council, language, "feedback/more/"),
        "alternate_url": "",
    }
    return render(request, "content/public/feedback_more.html", context)


@public
@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """Thank, and lead back to the page."""
    council, language = _where(request)
    context = {
        "page_path": _page_path(request.GET.get("page", ""), language),
        **_list_frame(council, language, "feedback/thanks/"),
        "alternate_url": "",
    }
    return render(request, "content/public/feedback_thanks.html", context)


def _may_answer(request: HttpRequest, council_id: int, moment: object) -> bool:
    return allow(
        f"page-feedback:{council_id}:{address_of(request)}",
        limit=MOST_ANSWERS,
        per=timedelta(minutes=10),
        now=moment,  # type: ignore[arg-type]
    )


def _page_path(text: str, language: str) -> str:
    """Return a path of this site as it was sent, or the home page for anything else."""
    return text if _PATH.match(text) and not text.startswith("//") else home_path(language)


def _query(**values: str) -> str:
    return "?" + urlencode(values)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
