"""How an employee wants to be told by e-mail of what is new for them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from moothall.cases.work.actions import choose_notice_mail
from moothall.cases.work.models import NoticeMail
from moothall.cases.work.queries import notice_choice
from moothall.kernel import clock
from moothall.kernel.access import staff
from moothall.surfaces.workspace.acting import StaffRequest, acting, frame
from moothall.surfaces.workspace.notice_forms import NoticeForm

_USUAL_HOUR = 8


@staff("case.view")
def choose(request: StaffRequest) -> HttpResponse:
    """Let an employee choose, for each council of the page, how they are told."""
    here = acting(request, "case.view")
    me = int(request.actor.identifier)
    known = notice_choice(here.chosen[0].id, me)
    form = NoticeForm(
        request.POST if request.method == "POST" else None,
        is_welsh=any("cy" in one.languages for one in here.chosen),
        initial={
            "by_mail": known.by_mail if known else NoticeMail.NEVER,
            "hour": str(known.hour if known else _USUAL_HOUR),
            "language": known.language if known else get_language(),
        },
    )
    if form.is_valid():
        now = clock.now()
        for council in here.chosen:
            choose_notice_mail(actor=request.actor, council_id=council.id, now=now, **form.chosen)
        messages.success(request, _("Saved."))
        return redirect(here.address("workspace:notice-choice"))
    context = {
        **frame(request, here, switcher=True),
        "form": form,
        "email": request.user.get_username(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "workspace/notice_choice.html", context, status=status)
