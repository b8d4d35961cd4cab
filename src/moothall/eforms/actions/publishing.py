"""Publishing forms."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from moothall.councils.queries import council_by_id, service_types
from moothall.eforms import lint
from moothall.eforms.definition import SCHEMA_VERSION
from moothall.eforms.errors import FormNotPublishable
from moothall.eforms.models import Form, FormVersion
from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.policies import require


@transaction.atomic
def publish_form(
    *, actor: Actor, council_id: int, document: Mapping[str, Any], now: datetime
) -> FormVersion:
    """
    Publish a document as the next version of the form it names; the same document changes nothing.

    Drafts and submissions stay with the version they began with.

    :raises FormNotPublishable: with every mistake found
    """
    require(actor.may("settings.edit", council_id))
    circumstances = lint.Circumstances(
        languages=council_by_id(council_id).languages,
        services={service.slug for service in service_types(council_id)},
    )
    if found := lint.mistakes(document, circumstances):
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
    )
    form.current = version
    form.save(update_fields=["current"])
    audit.record(
        actor=actor,
        verb="form.published",
        subject=version,
        now=now,
        detail={"form": form.slug, "number": version.number},
    )
    return version
