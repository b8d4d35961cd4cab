"""Schools for those who work there, and for those who run the schools' services."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from moothall.councils.for_council import actor_of, for_council
from moothall.councils.queries import council_by_id
from moothall.councils.rows import CouncilRow
from moothall.kernel import clock
from moothall.kernel.access import staff
from moothall.kernel.errors import Conflict, NotFound
from moothall.verticals.schools import actions, queries
from moothall.verticals.schools.actions.importing import UnreadableList
from moothall.verticals.schools.forms import (
    ActivityForm,
    CancelForm,
    InviteForm,
    ListForm,
    PriceForm,
    PupilForm,
    SchoolForm,
    WorkerForm,
)
from moothall.verticals.schools.models import Pupil, School
from moothall.verticals.schools.policies import (
    MANAGE,
    WORK,
    can_decide_about,
    can_manage_schools,
    can_work_at,
)

LISTED = 200


@staff(WORK)
def choose(request: HttpRequest) -> HttpResponse:
    """List the schools at which somebody works, in each council they serve."""
    actor = actor_of(request)
    groups = []
    for council_id in actor.councils_where(WORK):
        council = council_by_id(council_id)
        groups.append(
            {
                "council": council,
                "schools": queries.schools_where(actor, council_id),
                "may_manage": can_manage_schools(actor, council_id),
            }
        )
    return render(request, "schools/workspace/schools.html", {"groups": groups})


@for_council(MANAGE)
def school_new(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """Add a school."""
    form = SchoolForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            school = actions.add_school(
                actor=actor_of(request),
                council_id=council.id,
                name=given["name"],
                number=given["number"],
                scheme=given["scheme"],
                free_meal_pence=given["free_meal"],
                now=clock.now(),
            )
            return redirect("workspace:school", council=council.slug, school_id=school.pk)
        except Conflict:
            form.add_error("number", _("There is a school of this number already."))
    title = _("Add a school")
    return _page(request, council, "form", form=form, title=title, school=None)


@for_council(WORK)
def school(request: HttpRequest, council: CouncilRow, school_id: UUID) -> HttpResponse:
    """Show who asks to look after pupils, the pupils, and what is offered."""
    found = _school(request, council, school_id)
    text = request.GET.get("q", "").strip()
    return _page(
        request,
        council,
        "school",
        school=found,
        claims=queries.claims_at(found.pk),
        pupils=queries.pupils_at(found.pk, text=text, limit=LISTED),
        activities=queries.activities_at(found.pk, request.LANGUAGE_CODE, limit=LISTED),
        text=text,
        may_manage=can_manage_schools(actor_of(request), council.id),
    )


@for_council(WORK)
def pupils_import(request: HttpRequest, council: CouncilRow, school_id: UUID) -> HttpResponse:
    """Take pupils from a file; bad rows are told by line."""
    found = _school(request, council, school_id)
    form = ListForm(request.POST or None, request.FILES or None)
    outcome = None
    if request.method == "POST" and form.is_valid():
        try:
            outcome = actions.import_pupils(
                actor=actor_of(request),
                school_id=found.pk,
                text=form.cleaned_data["file"],
                now=clock.now(),
            )
        except UnreadableList as error:
            form.add_error("file", str(error))
    return _page(request, council, "import", school=found, form=form, outcome=outcome)


@for_council(WORK)
def meal_price(request: HttpRequest, council: CouncilRow, school_id: UUID) -> HttpResponse:
    """Say what a meal costs."""
    found = _school(request, council, school_id)
    form = PriceForm(request.POST or None, languages=council.languages)
    if request.method == "POST" and form.is_valid():
        actions.price_meal(
            actor=actor_of(request),
            school_id=found.pk,
            name=form.name,
            pence=form.cleaned_data["price"],
            begins_on=form.cleaned_data["begins_on"],
            ends_on=form.cleaned_data["ends_on"],
            now=clock.now(),
        )
        return _done(request, council, found)
    return _page(request, council, "form", form=form, title=_("Price a meal"), school=found)


@for_council(WORK)
def activity_new(request: HttpRequest, council: CouncilRow, school_id: UUID) -> HttpResponse:
    """Offer a trip or a club."""
    found = _school(request, council, school_id)
    form = ActivityForm(request.POST or None, languages=council.languages, council_id=council.id)
    if request.method == "POST" and form.is_valid():
        given, now = form.cleaned_data, clock.now()
        later = [(given["due_on"], given["second"])] if given["second"] else []
        actions.add_activity(
            actor=actor_of(request),
            school_id=found.pk,
            name=form.name,
            fund=given["fund"],
            places=given["places"],
            closes_on=given["closes_on"],
            instalments=[(given["closes_on"], given["first"]), *later],
            now=now,
        )
        return _done(request, council, found)
    title = _("Offer a trip or club")
    return _page(request, council, "form", form=form, title=title, school=found)


@for_council(WORK)
def activity_cancel(
    request: HttpRequest, council: CouncilRow, school_id: UUID, activity_id: UUID
) -> HttpResponse:
    """Cancel a trip or a club; whoever paid for it gets the money back."""
    found = _school(request, council, school_id)
    activity = queries.activity_row(activity_id, found.pk, request.LANGUAGE_CODE)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.cancel_activity(
            actor=actor_of(request),
            activity_id=activity.id,
            because=form.cleaned_data["because"],
            now=clock.now(),
        )
        messages.success(request, _("It is cancelled. We write to those who joined."))
        return redirect("workspace:school", council=council.slug, school_id=found.pk)
    places, paid_pence = queries.places_of(activity.id)
    return _page(
        request, council, "cancel", school=found, activity=activity, form=form, places=places,
        paid_pence=paid_pence,
    )  # fmt: skip


@for_council(MANAGE)
def workers(request: HttpRequest, council: CouncilRow, school_id: UUID) -> HttpResponse:
    """Show who works in a school's office, and let another employee."""
    found = queries.school_by_id(school_id)
    form = WorkerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        employee = queries.employee_for_school(form.cleaned_data["email"], council.id)
        if employee is not None:
            actions.add_worker(
                actor=actor_of(request),
                school_id=found.pk,
                staff_identifier=str(employee.pk),
                name=employee.name,
                now=clock.now(),
            )
            return redirect("workspace:school-workers", council=council.slug, school_id=found.pk)
        form.add_error("email", _("No officer of this council has this address."))
    rows = queries.workers_at(found.pk)
    return _page(request, council, "workers", school=found, form=form, workers=rows)


@for_council(MANAGE)
@require_POST
def worker_remove(request: HttpRequest, council: CouncilRow, worker_id: UUID) -> HttpResponse:
    """Let an employee see a school's pupils no more."""
    school_id = actions.remove_worker(actor=actor_of(request), worker_id=worker_id, now=clock.now())
    return redirect("workspace:school-workers", council=council.slug, school_id=school_id)


@for_council(WORK)
@require_POST
def claim_decide(request: HttpRequest, council: CouncilRow, claim_id: UUID) -> HttpResponse:
    """Approve or refuse that somebody looks after a child."""
    guardian = actions.decide_claim(
        actor=actor_of(request),
        guardian_id=claim_id,
        is_approved=request.POST.get("decision") == "approve",
        now=clock.now(),
    )
    return _done(request, council, guardian.pupil)


@for_council(WORK)
def pupil(request: HttpRequest, council: CouncilRow, pupil_id: UUID) -> HttpResponse:
    """Show a pupil, who looks after it, and what only the school may change."""
    found = _pupil(request, council, pupil_id)
    form = PupilForm(
        request.POST or None,
        initial={
            "has_free_meals": found.has_free_meals,
            "is_protected": found.is_protected,
            "has_left": found.left_on is not None,
        },
    )
    if request.method == "POST" and form.is_valid():
        given, now = form.cleaned_data, clock.now()
        actions.change_pupil(
            actor=actor_of(request),
            pupil_id=found.pk,
            has_free_meals=given["has_free_meals"],
            is_protected=given["is_protected"],
            left_on=(found.left_on or now.date()) if given["has_left"] else None,
            now=now,
        )
        return _done(request, council, found.school)
    return _pupil_page(request, council, found, form=form, invite=InviteForm())


@for_council(WORK)
@require_POST
def guardian_invite(request: HttpRequest, council: CouncilRow, pupil_id: UUID) -> HttpResponse:
    """Send somebody a link by which they may look after a child."""
    found = _pupil(request, council, pupil_id)
    invite = InviteForm(request.POST)
    if not invite.is_valid():
        return _pupil_page(request, council, found, form=PupilForm(), invite=invite)
    actions.invite_guardian(
        actor=actor_of(request),
        pupil_id=found.pk,
        email=invite.cleaned_data["email"],
        now=clock.now(),
    )
    messages.success(request, _("The invitation is on its way."))
    return redirect("workspace:school-pupil", council=council.slug, pupil_id=found.pk)


@for_council(WORK)
@require_POST
def guardian_end(request: HttpRequest, council: CouncilRow, claim_id: UUID) -> HttpResponse:
    """Let somebody look after a child no more."""
    guardian = actions.end_guardian(actor=actor_of(request), guardian_id=claim_id, now=clock.now())
    messages.success(request, _("They do not see this child any more."))
    return redirect("workspace:school-pupil", council=council.slug, pupil_id=guardian.pupil_id)


def _school(request: HttpRequest, council: CouncilRow, school_id: UUID) -> School:
    """
    Return a school at which they work.

    :raises NotFound: whether there is none or they work elsewhere
    """
    if not can_work_at(actor_of(request), school_id, council.id):
        raise NotFound("There is no such school.")
    return queries.school_by_id(school_id)


def _pupil(request: HttpRequest, council: CouncilRow, pupil_id: UUID) -> Pupil:
    found = queries.pupil_by_id(pupil_id)
    if not can_work_at(actor_of(request), found.school_id, council.id):
        raise NotFound("There is no such pupil.")
    return found


def _done(request: HttpRequest, council: CouncilRow, of: School | Pupil) -> HttpResponse:
    messages.success(request, _("Done."))
    school_id = of.school_id if isinstance(of, Pupil) else of.pk
    return redirect("workspace:school", council=council.slug, school_id=school_id)


def _pupil_page(
    request: HttpRequest, council: CouncilRow, found: Pupil, *, form: PupilForm, invite: InviteForm
) -> HttpResponse:
    may_decide = can_decide_about(actor_of(request), found)
    return _page(
        request,
        council,
        "pupil",
        school=found.school,
        pupil=found,
        form=form,
        invite=invite,
        may_decide=may_decide,
        guardians=queries.guardians_of(found.pk) if may_decide else [],
    )


def _page(
    request: HttpRequest, council: CouncilRow, template: str, **context: object
) -> HttpResponse:
    forms = [context.get("form"), context.get("invite")]
    return render(
        request,
        f"schools/workspace/{template}.html",
        {
            "council": council,
            "acting_for": [{"name": council.short_name, "colour": council.brand.primary_colour}],
            **context,
        },
        status=422 if any(getattr(form, "errors", None) for form in forms) else 200,
    )
