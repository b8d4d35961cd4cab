"""Screens on which supervisors say what staff can do and how much they work on at once."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from moothall.cases.work import actions
from moothall.cases.work.policies import MANAGE
from moothall.cases.work.queries import skills_in_use, styles_of
from moothall.councils.for_council import actor_of, for_council
from moothall.councils.rows import CouncilRow
from moothall.kernel import clock
from moothall.kernel.errors import NotFound
from moothall.surfaces.workspace.views.work_settings import saved, screen
from moothall.surfaces.workspace.work_settings_forms import StyleForm, words_in


@for_council(MANAGE)
def employees(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """Show who works on the council's cases, what they can do and what they hold."""
    text = request.GET.get("q", "").strip().replace("\0", "")
    return screen(request, council, "staff", styles=styles_of(council.id, text=text), asked=text)


@for_council(MANAGE)
def employee(request: HttpRequest, council: CouncilRow, employee_id: int) -> HttpResponse:
    """Change what an employee can do and how many cases they work on at once."""
    style = next((one for one in styles_of(council.id) if one.employee_id == employee_id), None)
    if style is None:
        raise NotFound(_("Nobody of this council's staff is meant."))
    form = StyleForm(
        request.POST if request.method == "POST" else None,
        initial={
            "skills": ", ".join(style.skills),
            "languages": style.languages,
            "capacity": style.capacity,
        },
    )
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        actions.set_working_style(
            actor=actor_of(request),
            council_id=council.id,
            employee_id=employee_id,
            skills=words_in(given["skills"]),
            languages=given["languages"],
            capacity=given["capacity"],
            now=clock.now(),
        )
        return saved(request, "workspace:work-staff", council)
    return screen(
        request, council, "employee", form=form, style=style,
        known=skills_in_use([council.id]), code=422 if form.is_bound else 200,
    )  # fmt: skip
