"""Records that may be one person's: finding, deciding, merging, and taking a merge back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from moothall.kernel import clock
from moothall.kernel.access import staff
from moothall.kernel.errors import Conflict, NotFound
from moothall.people.duplicates.actions import find_pairs_of, keep_apart, reopen
from moothall.people.duplicates.queries import (
    PAGE,
    decided_pairs,
    open_pair_count,
    open_pairs,
    pair_by_id,
    pairs_of,
)
from moothall.people.merging.actions import merge_persons, undo_merge
from moothall.people.merging.queries import Preview, preview, undo_preview
from moothall.people.policies import MERGE, SEE_PROTECTED
from moothall.people.queries import person_detail
from moothall.people.rows import PersonRow
from moothall.people.sight import sighted
from moothall.surfaces.workspace.acting import Acting, StaffRequest, acting, acting_in, frame
from moothall.surfaces.workspace.person_forms import BecauseForm, MergeForm


@staff(MERGE)
def duplicates(request: StaffRequest) -> HttpResponse:
    """List, for each council, the records that may be one person's, surest first."""
    here = acting(request, MERGE)
    is_apart = request.GET.get("state") == "apart"
    listed = decided_pairs if is_apart else open_pairs
    after = request.GET.get("after", "")
    groups = [
        {
            "council": council,
            "number": here.number(council.id),
            "count": open_pair_count(council.id),
            "pairs": listed(council.id, after=after),
        }
        for council in here.chosen
    ]
    last = max((len(group["pairs"]) for group in groups), default=0)  # type: ignore[arg-type]
    offset = int(after) if after.isdecimal() else 0
    context = {
        **frame(request, here, switcher=True),
        "groups": groups,
        "is_apart": is_apart,
        "older": here.address(
            "workspace:duplicates", after=offset + PAGE, state="apart" if is_apart else ""
        )
        if last == PAGE
        else "",
    }
    return render(request, "workspace/duplicates.html", context)


@staff(MERGE)
@require_POST
def decide(request: StaffRequest, pair_id: UUID) -> HttpResponse:
    """Say that two records are two people, or may be one after all."""
    pair = pair_by_id(pair_id)
    here = acting_in(request, pair.council_id, MERGE)
    act = reopen if request.POST.get("do") == "reopen" else keep_apart
    try:
        act(actor=request.actor, pair_id=pair_id, now=clock.now())
        messages.success(request, _("Saved."))
    except Conflict:
        messages.error(request, _("Somebody has decided about these two meanwhile."))
    return redirect(here.address("workspace:duplicates"))


@staff(MERGE)
@sighted
def alike(request: StaffRequest, person_id: UUID) -> HttpResponse:
    """Look now for other records of one person, and list them."""
    known = person_detail(person_id)
    here = acting_in(request, known.council_id, MERGE)
    find_pairs_of(council_id=known.council_id, person_id=known.id, now=clock.now())
    context = {
        **frame(request, here),
        "person": known,
        "pairs": pairs_of(known.id),
    }
    return render(request, "workspace/person_alike.html", context)


@staff(MERGE)
@sighted
def merge(request: StaffRequest, person_id: UUID, other_id: UUID) -> HttpResponse:
    """Show two records side by side, have each difference chosen, and make them one."""
    kept, gone = person_detail(person_id), person_detail(other_id)
    here = acting_in(request, kept.council_id, MERGE)
    acting_in(request, gone.council_id, MERGE)
    if kept.is_withheld or gone.is_withheld:
        return _look_first(request, here, kept, gone)
    now = clock.now()
    shown = preview(kept.id, gone.id, actor=request.actor, now=now)
    form = MergeForm(
        request.POST if request.method == "POST" else None, differences=shown.differences
    )
    if form.is_valid() and not shown.against:
        try:
            merge_persons(
                actor=request.actor,
                kept_id=kept.id,
                gone_id=gone.id,
                chosen=form.chosen(),
                now=now,
            )
        except Conflict as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The two records are one now."))
            return redirect(here.address("workspace:person", kept.id))
    return _merge_page(request, here, (kept, gone), shown, form)


@staff(MERGE)
@sighted
def undo(request: StaffRequest, merge_id: UUID) -> HttpResponse:
    """Say what taking a merge back would do, and take it back."""
    now = clock.now()
    shown = undo_preview(merge_id, actor=request.actor, now=now)
    here = acting_in(request, shown.council_id, MERGE)
    form = BecauseForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and not shown.why_not:
        back = undo_merge(
            actor=request.actor,
            merge_id=merge_id,
            because=form.cleaned_data["because"],
            now=now,
        )
        messages.success(request, _("The two records are two again."))
        if back.lost:
            messages.warning(
                request, _("Some things had been changed or deleted since and stayed as they are.")
            )
        return redirect(here.address("workspace:person", shown.merge.kept_id))
    context = {**frame(request, here), "shown": shown, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "workspace/merge_undo.html", context, status=status)


def _merge_page(
    request: StaffRequest,
    here: Acting,
    both: tuple[PersonRow, PersonRow],
    shown: Preview,
    form: MergeForm,
) -> HttpResponse:
    kept, gone = both
    context = {
        **frame(request, here),
        "kept": kept,
        "gone": gone,
        "shown": shown,
        "form": form,
        "other_way": here.address("workspace:person-merge", gone.id, kept.id),
    }
    status = 422 if form.is_bound else 200
    return render(request, "workspace/merge.html", context, status=status)


def _look_first(
    request: StaffRequest, here: Acting, kept: PersonRow, gone: PersonRow
) -> HttpResponse:
    """Send whoever may see a protected person to say why first; to others there is no such page."""
    hidden = kept if kept.is_withheld else gone
    if not request.actor.may(SEE_PROTECTED, hidden.council_id):
        raise NotFound("There is nothing to merge here.")
    messages.error(request, _("Say first why you must see this person, then merge."))
    return redirect(here.address("workspace:person", hidden.id))
