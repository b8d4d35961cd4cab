"""Designing forms: every change of a working copy, kept so that it can be taken back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from graphlib import CycleError
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from moothall.eforms import designs, lint
from moothall.eforms.actions.publishing import publish_form
from moothall.eforms.compiling import compile_definition
from moothall.eforms.designing import usual
from moothall.eforms.designing.parts import Document, digest_of_part
from moothall.eforms.errors import ChangedMeanwhile, FormNotPublishable
from moothall.eforms.mistakes import Mistake
from moothall.eforms.models import (
    DesignComment,
    DesignStep,
    Form,
    FormVersion,
    InFlight,
    TrialRun,
    WorkingCopy,
)
from moothall.eforms.policies import can_design_forms, can_publish_forms
from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.policies import require

#: So many changes of a form can be gone back to.
MOST_STEPS = 50
#: What was typed to try a form out is forgotten after so long.
TRIALS_LAST = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Edit:
    """
    One change: what it is, what of, and how a document becomes another.

    `part` picks what is changed and `seen` is the digest of that as the designer saw it: two
    people may work on different questions at once, and never overwrite each other on the same.
    """

    verb: str
    change: Callable[[Document], Document]
    about: str = ""
    part: Callable[[Document], Any] | None = None
    seen: str = ""


@transaction.atomic
def start_form(
    *,
    actor: Actor,
    council_id: int,
    title: str,
    slug: str,
    service_type: str,
    document: Document | None = None,
    now: datetime,
) -> WorkingCopy:
    """
    Begin a form that is not published yet, from nothing or as a copy of a document.

    :raises Conflict: if the council already has a form of this name
    """
    require(can_design_forms(actor, council_id))
    if Form.objects.filter(council_id=council_id, slug=slug).exists():
        raise Conflict(_("The council already has a form at this address. Choose another."))
    if document is None:
        document = usual.new_form(slug=slug, title=title, service_type=service_type)
    else:
        outcome = {**document["outcome"], "service_type": service_type}
        document = {**document, "slug": slug, "title": {"en": title}, "outcome": outcome}
    return keep_working_copy(actor=actor, council_id=council_id, document=document, now=now)


@transaction.atomic
def keep_working_copy(
    *, actor: Actor, council_id: int, document: Document, now: datetime
) -> WorkingCopy:
    """
    Make a document the working copy of the form it names; what was there can be gone back to.

    :raises FormNotPublishable: if it has no sound shape
    """
    require(can_design_forms(actor, council_id))
    _refuse_unsound(document)
    form, _made = Form.objects.get_or_create(council_id=council_id, slug=document["slug"])
    copy = WorkingCopy.objects.select_for_update().filter(form=form).first()
    before = copy.document if copy else designs.published_document(council_id, form.slug)
    if before is not None:
        _remember(form, "form.replaced", before, actor=actor, now=now)
    copy = copy or WorkingCopy(council_id=council_id, form=form, revision=0)
    return _saved(copy, document, actor, now)


@transaction.atomic
def edit_form(
    *, actor: Actor, council_id: int, form: str, edit: Edit, now: datetime
) -> WorkingCopy:
    """
    Change a form's working copy, which is made of what is published where there is none yet.

    :raises NotFound: if the council has no such form
    :raises ChangedMeanwhile: if somebody else changed the same part since it was seen
    :raises Conflict: if it cannot be changed so
    """
    require(can_design_forms(actor, council_id))
    copy = _locked(council_id, form, actor, now)
    document = copy.document
    if edit.part is not None and digest_of_part(edit.part(document)) != edit.seen:
        raise ChangedMeanwhile(_("Somebody else changed this while you were working on it."))
    changed = edit.change(document)
    if changed == document:
        return copy
    try:
        _refuse_unsound(changed)
    except FormNotPublishable as error:
        raise Conflict(str(error)) from error
    _remember(copy.form, edit.verb, document, about=edit.about, actor=actor, now=now)
    return _saved(copy, changed, actor, now)


@transaction.atomic
def go_back(*, actor: Actor, council_id: int, form: str, step: UUID, now: datetime) -> WorkingCopy:
    """
    Make a form again what it was before a step; this too can be taken back.

    :raises NotFound: if there is no such step any more
    """
    require(can_design_forms(actor, council_id))
    copy = _locked(council_id, form, actor, now)
    found = DesignStep.objects.filter(council_id=council_id, form=copy.form, pk=step).first()
    if found is None:
        raise NotFound("There is no such change any more.")
    _remember(copy.form, "form.went-back", copy.document, actor=actor, now=now)
    return _saved(copy, found.before, actor, now)


@transaction.atomic
def ask_for_approval(
    *, actor: Actor, council_id: int, form: str, revision: int, now: datetime
) -> WorkingCopy:
    """
    Say that a form is ready for whoever may publish it.

    :raises NotFound: if nothing of the form is waiting to be published
    :raises Conflict: if it has changed since it was seen
    """
    require(can_design_forms(actor, council_id))
    copy = _of_revision(council_id, form, revision)
    copy.asked_by, copy.asked_at = actor.name, now
    copy.save(update_fields=["asked_by", "asked_at"])
    audit.record(
        actor=actor, verb="form.approval-asked", subject=copy, now=now, detail={"form": form}
    )
    return copy


@transaction.atomic
def publish_working_copy(
    *,
    actor: Actor,
    council_id: int,
    form: str,
    revision: int,
    in_flight: InFlight = InFlight.FINISH,
    now: datetime,
) -> FormVersion:
    """
    Publish what was designed as the form's next version.

    :raises NotFound: if nothing of the form is waiting to be published
    :raises Conflict: if it has changed since it was seen
    :raises FormNotPublishable: with every mistake found
    """
    require(can_publish_forms(actor, council_id))
    copy = _of_revision(council_id, form, revision)
    version = publish_form(
        actor=actor, council_id=council_id, document=copy.document, in_flight=in_flight, now=now
    )
    copy.delete()
    return version


@transaction.atomic
def discard_working_copy(
    *, actor: Actor, council_id: int, form: str, revision: int, now: datetime
) -> None:
    """
    Give up what was designed since the last publication; the history keeps it.

    :raises NotFound: if nothing of the form is waiting to be published
    :raises Conflict: if it has changed since it was seen, or the form was never published
    """
    require(can_design_forms(actor, council_id))
    copy = _of_revision(council_id, form, revision)
    if copy.form.current_id is None:
        raise Conflict(_("This form was never published, so there is nothing to go back to."))
    _remember(copy.form, "form.discarded", copy.document, actor=actor, now=now)
    copy.delete()


@transaction.atomic
def comment_on_form(
    *,
    actor: Actor,
    council_id: int,
    form: str,
    text: str,
    page: str = "",
    question: str = "",
    now: datetime,
) -> DesignComment:
    """
    Remark on a form, or on a page or a question of it.

    :raises NotFound: if the council has no such form
    """
    require(can_design_forms(actor, council_id))
    row = _form(council_id, form)
    comment: DesignComment = DesignComment.objects.create(
        council_id=council_id, form=row, page=page, question=question, text=text, made_at=now,
        made_by=actor.name,
    )  # fmt: skip
    return comment


@transaction.atomic
def settle_comment(
    *, actor: Actor, council_id: int, form: str, comment: UUID, now: datetime
) -> None:
    """
    Mark a remark as dealt with; once it is, this changes nothing.

    :raises NotFound: if there is no such remark
    """
    require(can_design_forms(actor, council_id))
    found = DesignComment.objects.select_for_update().filter(
        council_id=council_id, form__slug=form, pk=comment
    )
    row = found.first()
    if row is None:
        raise NotFound("There is no such comment.")
    if row.done_at is None:
        row.done_at, row.done_by = now, actor.name
        row.save(update_fields=["done_at", "done_by"])


def forget_trials(*, now: datetime) -> int:
    """Delete what was typed to try forms out, after a week; return how many were deleted."""
    deleted, _each = TrialRun.objects.filter(changed_at__lt=now - TRIALS_LAST).delete()
    return int(deleted)


def _form(council_id: int, slug: str) -> Form:
    form = Form.objects.filter(council_id=council_id, slug=slug).first()
    if form is None:
        raise NotFound("This council has no such form.")
    found: Form = form
    return found


def _locked(council_id: int, slug: str, actor: Actor, now: datetime) -> WorkingCopy:
    """Return the working copy, locked; one made of what is published where there is none."""
    form = Form.objects.select_for_update().filter(council_id=council_id, slug=slug).first()
    if form is None:
        raise NotFound("This council has no such form.")
    copy = WorkingCopy.objects.filter(council_id=council_id, form=form).first()
    if copy is None:
        document = designs.published_document(council_id, slug)
        if document is None:
            raise NotFound("This council has no such form.")
        copy = WorkingCopy(
            council_id=council_id, form=form, document=document, revision=0, changed_at=now,
            changed_by=actor.name,
        )  # fmt: skip
    copy.form = form
    return copy


def _of_revision(council_id: int, slug: str, revision: int) -> WorkingCopy:
    Form.objects.select_for_update().filter(council_id=council_id, slug=slug).first()
    copy = (
        WorkingCopy.objects.filter(council_id=council_id, form__slug=slug)
        .select_related("form")
        .first()
    )
    if copy is None:
        raise NotFound("Nothing of this form is waiting to be published.")
    if copy.revision != revision:
        raise Conflict(_("The form has changed since you looked at it. Look at it again."))
    found: WorkingCopy = copy
    return found


def _saved(copy: WorkingCopy, document: Document, actor: Actor, now: datetime) -> WorkingCopy:
    copy.document, copy.revision = document, copy.revision + 1
    copy.changed_at, copy.changed_by = now, actor.name
    copy.asked_by, copy.asked_at = "", None
    copy.save()
    return copy


def _remember(
    form: Form, verb: str, before: Document, *, about: str = "", actor: Actor, now: datetime
) -> None:
    """Keep what was before a change, and no more of such than can be looked through."""
    DesignStep.objects.create(
        council_id=form.council_id, form=form, verb=verb, about=about[:200], before=before,
        made_at=now, made_by=actor.name,
    )  # fmt: skip
    kept = DesignStep.objects.filter(council_id=form.council_id, form=form).order_by(
        "-made_at", "-pk"
    )
    too_old = list(kept.values_list("pk", flat=True)[MOST_STEPS : MOST_STEPS + 10])
    if too_old:
        DesignStep.objects.filter(council_id=form.council_id, pk__in=too_old).delete()


def _refuse_unsound(document: Document) -> None:
    """Refuse a document that could not even be shown."""
    if found := lint.mistakes_of_shape(document):
        raise FormNotPublishable(found)
    try:
        compile_definition(document)
    except CycleError as error:
        keys = ", ".join(f"“{key}”" for key in dict.fromkeys(error.args[1]))
        words = _("These questions would wait for each other: %(questions)s") % {"questions": keys}
        raise FormNotPublishable([Mistake("pages", words)]) from error
    except ValueError as error:
        raise FormNotPublishable([Mistake("pages", str(error))]) from error
