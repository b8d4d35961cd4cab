"""Forms that come from elsewhere or from before: adopted, brought in, restored."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from moothall.eforms import library, lint
from moothall.eforms.actions.designing import keep_working_copy
from moothall.eforms.actions.publishing import publish_form
from moothall.eforms.circumstances import circumstances_of
from moothall.eforms.models import Form, FormVersion, InFlight, LibraryAdoption
from moothall.eforms.policies import can_design_forms, can_publish_forms
from moothall.eforms.sharing.shelf import digest_of
from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.policies import require


def put_forward(
    *,
    actor: Actor,
    council_id: int,
    document: Mapping[str, Any],
    in_flight: InFlight = InFlight.FINISH,
    now: datetime,
) -> Form:
    """
    Publish a document, or else make it the form's working copy: to be mended, or to be approved.

    :raises FormNotPublishable: if it has no sound shape
    """
    whole = dict(document)
    is_ready = not lint.mistakes(whole, circumstances_of(council_id))
    if is_ready and can_publish_forms(actor, council_id):
        published: Form = publish_form(
            actor=actor, council_id=council_id, document=whole, in_flight=in_flight, now=now
        ).form
        return published
    copy = keep_working_copy(actor=actor, council_id=council_id, document=whole, now=now)
    kept: Form = copy.form
    return kept


@transaction.atomic
def adopt_form(
    *,
    actor: Actor,
    council_id: int,
    library_slug: str,
    service_type: str,
    local_paths: Sequence[str] = (),
    now: datetime,
) -> LibraryAdoption:
    """
    Take a form from the library for one service of the council.

    :raises NotFound: if the library has no such form
    :raises Conflict: if the council already has a form of this name
    """
    require(can_design_forms(actor, council_id))
    base = from_library(library_slug)
    _refuse_existing(council_id, base["slug"])
    document = {**base, "outcome": {**base["outcome"], "service_type": service_type}}
    row = put_forward(actor=actor, council_id=council_id, document=document, now=now)
    adoption = LibraryAdoption.objects.create(
        council_id=council_id,
        form=row,
        library_slug=library_slug,
        base=base,
        base_digest=digest_of(base),
        local_paths=sorted(set(local_paths)),
        adopted_at=now,
        decided_at=now,
    )
    audit.record(
        actor=actor,
        verb="form.adopted",
        subject=adoption,
        now=now,
        detail={"form": base["slug"], "library": library_slug, "digest": adoption.base_digest},
    )
    return adoption


@transaction.atomic
def restore_version(
    *,
    actor: Actor,
    council_id: int,
    form: str,
    number: int,
    in_flight: InFlight = InFlight.FINISH,
    now: datetime,
) -> Form:
    """
    Put an older version's document forward again; what was published in between stays on record.

    :raises NotFound: if there is no such version
    """
    require(can_design_forms(actor, council_id))
    old = FormVersion.objects.filter(council_id=council_id, form__slug=form, number=number).first()
    if old is None:
        raise NotFound("There is no such version of a form.")
    row = put_forward(
        actor=actor, council_id=council_id, document=old.document, in_flight=in_flight, now=now
    )
    audit.record(
        actor=actor,
        verb="form.restored",
        subject=row,
        now=now,
        detail={"form": form, "number": number},
    )
    return row


@transaction.atomic
def import_form(
    *, actor: Actor, council_id: int, document: Mapping[str, Any], now: datetime
) -> Form:
    """
    Bring in a form that was exported elsewhere, never over one that is there.

    :raises Conflict: if the council already has a form of this name
    :raises FormNotPublishable: if it has no sound shape
    """
    require(can_design_forms(actor, council_id))
    _refuse_existing(council_id, document.get("slug"))
    row = put_forward(actor=actor, council_id=council_id, document=document, now=now)
    audit.record(
        actor=actor,
        verb="form.imported",
        subject=row,
        now=now,
        detail={"form": document["slug"]},
    )
    return row


def from_library(slug: str) -> Any:
    """
    Return a form of the library.

    :raises NotFound: if it has none of this name
    """
    try:
        return library.form(slug)
    except LookupError as error:
        raise NotFound("The library has no such form.") from error


def _refuse_existing(council_id: int, slug: Any) -> None:
    if isinstance(slug, str) and Form.objects.filter(council_id=council_id, slug=slug).exists():
        raise Conflict("The council already has a form of this name. Nothing was changed.")
