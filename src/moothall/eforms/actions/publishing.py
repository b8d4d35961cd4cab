"""Publishing forms."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from moothall.eforms import lint
from moothall.eforms.circumstances import circumstances_of
from moothall.eforms.definition import SCHEMA_VERSION
from moothall.eforms.designs import availability
from moothall.eforms.errors import ChangedMeanwhile, FormNotPublishable
from moothall.eforms.models import Form, FormVersion, InFlight
from moothall.eforms.policies import can_publish_forms
from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import NotFound
from moothall.kernel.policies import require
from moothall.kernel.short_memory import forget_all


@transaction.atomic
def publish_form(
    *,
    actor: Actor,
    council_id: int,
    document: Mapping[str, Any],
    in_flight: InFlight = InFlight.FINISH,
    now: datetime,
) -> FormVersion:
    """
    Publish a document as the next version of the form it names; the same document changes nothing.

    Submissions stay with the version they were made with; `in_flight` says what becomes of drafts
    that were begun with older ones.

    :raises FormNotPublishable: with every mistake found
    """
    require(can_publish_forms(actor, council_id))
    if found := lint.mistakes(document, circumstances_of(council_id)):
        raise FormNotPublishable(found)
    form, _ = Form.objects.get_or_create(council_id=council_id, slug=document["slug"])
    form = Form.objects.select_for_update(of=("self",)).select_related("current").get(pk=form.pk)
    digest = hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()
    if form.current is not None and form.current.digest == digest:
        current: FormVersion = form.current
        return current
    version = FormVersion.objects.create(
        council_id=council_id,
        form=form,
        number=FormVersion.objects.filter(form=form).count() + 1,
        schema_version=SCHEMA_VERSION,
        document=document,
        digest=digest,
        published_at=now,
        drafts_in_flight=in_flight,
    )
    form.current = version
    form.save(update_fields=["current"])
    audit.record(
        actor=actor,
        verb="form.published",
        subject=version,
        now=now,
        detail={"form": form.slug, "number": version.number, "in_flight": in_flight.value},
    )
    forget_all()
    return version


@transaction.atomic
def set_availability(
    *,
    actor: Actor,
    council_id: int,
    form: str,
    opens_at: datetime | None,
    closes_at: datetime | None,
    most_submissions: int | None,
    seen: str | None = None,
    now: datetime,
) -> Form:
    """
    Say from when to when a form is open, and how often it may be handed in.

    A draft may be sent until the form closes, whenever it was begun. `seen` is the
    digest of what was looked at, where that matters.

    :raises NotFound: if the council has no such form
    :raises ChangedMeanwhile: if somebody else changed it since it was seen
    :raises ValueError: if it would close before it opens
    """
    require(actor.may("settings.edit", council_id))
    row = Form.objects.select_for_update().filter(council_id=council_id, slug=form).first()
    if row is None:
        raise NotFound("This council has no such form.")
    if opens_at is not None and closes_at is not None and closes_at <= opens_at:
        raise ValueError("A form closes after it opens.")
    if seen is not None and seen != availability(row).digest:
        raise ChangedMeanwhile(_("Somebody else changed this while you were working on it."))
    row.opens_at, row.closes_at, row.most_submissions = opens_at, closes_at, most_submissions
    row.save(update_fields=["opens_at", "closes_at", "most_submissions"])
    audit.record(
        actor=actor,
        verb="form.availability-changed",
        subject=row,
        now=now,
        detail={
            "form": form,
            "opens_at": opens_at and opens_at.isoformat(),
            "closes_at": closes_at and closes_at.isoformat(),
            "most_submissions": most_submissions,
        },
    )
    forget_all()
    return row
