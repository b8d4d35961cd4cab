"""
Finished drafts, each of somebody else: `python -m bench.inside.drafts COUNCIL FORM COUNT`.

The first is answered page by page with the product's own actions; the others are copies with
another secret, name and address. Prints the secrets.
"""

import json
import sys
from collections.abc import Mapping
from datetime import datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

import django
from django.db import transaction

if TYPE_CHECKING:
    from moothall.councils.rows import CouncilRow

#: What is typed into each page of the demonstration's forms, by page.
_TYPED: Mapping[str, Mapping[str, Mapping[str, list[str]]]] = {
    "street-fault": {
        "problem": {"problem": ["pothole"]},
        "danger": {"danger": ["no"]},
        "description": {"description": ["As deep as a hand, by the lamp post."]},
        "contact": {"name": ["Somebody"], "email": ["somebody@resident.example"], "phone": [""]},
    },
    "general-enquiry": {
        "subject": {"subject": ["parks"]},
        "question": {"question": ["When does the park close in winter?"]},
        "contact": {"name": ["Somebody"], "email": ["somebody@resident.example"], "phone": [""]},
    },
    "missed-bin": {
        "access": {"access": [""]},
        "contact": {"name": ["Somebody"], "email": ["somebody@resident.example"], "phone": [""]},
    },
}
_BATCH = 1_000


def finished(council: "CouncilRow", form: str, *, photo: bool, now: datetime) -> str:
    """
    This will fill in a form to its end and give the secret of its address.

    :raises RuntimeError: if a page does not take what is typed into it
    """
    from moothall.eforms import actions  # noqa: PLC0415 - Django has to be set up first
    from moothall.eforms.journey import relevant  # noqa: PLC0415
    from moothall.eforms.queries import definition_of  # noqa: PLC0415
    from moothall.kernel.actors import anonymous_resident  # noqa: PLC0415

    actor = anonymous_resident()
    draft, secret = actions.start_draft(
        actor=actor, council_id=council.id, form=form, language="en", now=now
    )
    definition = definition_of(draft.version_id)
    while (step := relevant(definition, draft.answers).first_undone) is not None:
        if photo and step.key == "photo":
            _add_photo(draft, step.questions[0], now)
        saved = actions.save_page(
            actor=actor, council_id=council.id, secret=secret, page=step.key,
            typed=_typed(council, form, step.key, now), revision="", language="en", now=now,
        )  # fmt: skip
        if not saved.is_kept:
            raise RuntimeError(f"{form}/{step.key}: {saved.problems} {saved.refusal}")
        draft = saved.draft
    return secret


def copies(council: "CouncilRow", secret: str, count: int, *, now: datetime) -> list[str]:
    """This will copy a finished draft, each copy with another secret and another person."""
    from moothall.eforms.models import Draft  # noqa: PLC0415
    from moothall.eforms.queries import digest_of, draft_of  # noqa: PLC0415
    from moothall.kernel.ids import new_id  # noqa: PLC0415

    original = draft_of(council.id, secret)
    secrets = [f"{secret}-{number}" for number in range(count)]
    fields = [field.attname for field in Draft._meta.concrete_fields]
    for start in range(0, count, _BATCH):
        batch = []
        for number, one in enumerate(secrets[start : start + _BATCH], start):
            values = {name: getattr(original, name) for name in fields}
            person = {"name": f"Somebody {number}", "email": f"s{number}.{secret}@resident.example"}
            values |= {
                "id": new_id(),
                "secret_digest": digest_of(one),
                "answers": {**original.answers, **person},
                "expires_at": now + timedelta(days=7),
            }
            batch.append(Draft(**values))
        Draft.objects.bulk_create(batch)
    return secrets


def _typed(council: "CouncilRow", form: str, page: str, now: datetime) -> dict[str, list[str]]:
    if page == "place":
        return _place(council)
    if form == "missed-bin" and page in {"address", "bin", "collection-day"}:
        uprn, container, day = _missed(council, now)
        return {
            "address": {"address": [str(uprn)]},
            "bin": {"bin": [container]},
            "collection-day": {
                "missed-on-day": [str(day.day)],
                "missed-on-month": [str(day.month)],
                "missed-on-year": [str(day.year)],
            },
        }[page]
    return dict(_TYPED[form].get(page, {}))


def _place(council: "CouncilRow") -> dict[str, list[str]]:
    """Give a pin at some address of the council's."""
    from moothall.places.models import Address  # noqa: PLC0415

    row = Address.objects.filter(custodian_code=council.custodian_code, is_offered=True)[500]
    return {
        "place_description": ["By the lamp post"],
        "place_latitude": [str(row.latitude)],
        "place_longitude": [str(row.longitude)],
    }


def _missed(council: "CouncilRow", now: datetime) -> tuple[int, str, Any]:
    """
    Find a bin whose last collection may be reported missed now.

    :raises LookupError: if there is none
    """
    from moothall.eforms.ports import CheckRequest, page_checks  # noqa: PLC0415
    from moothall.verticals.waste.models import PropertyRound  # noqa: PLC0415
    from moothall.verticals.waste.queries import last_collections  # noqa: PLC0415

    one_a_round = PropertyRound.objects.order_by("round_id", "uprn").distinct("round_id")
    for uprn in one_a_round.values_list("uprn", flat=True):
        for collection in last_collections(council.id, uprn, on=now.date()):
            known = {
                "address": {"uprn": uprn},
                "container": collection.container,
                "day": collection.day.isoformat(),
            }
            request = CheckRequest(council_id=council.id, now=now, answers=known)
            if page_checks.get("waste.collection-due-on").refusal(request) is None:
                return uprn, collection.container, collection.day
    raise LookupError("No bin was missed lately.")


def _add_photo(draft: Any, question: Any, now: datetime) -> None:
    from PIL import Image  # noqa: PLC0415

    from moothall.eforms import actions  # noqa: PLC0415
    from moothall.kernel.actors import anonymous_resident  # noqa: PLC0415

    picture = BytesIO()
    Image.new("RGB", (640, 480), "grey").save(picture, "JPEG")
    picture.seek(0)
    with transaction.atomic():
        actions.add_upload(
            actor=anonymous_resident(), draft=draft, question=question, upload=picture,
            original_name="hole.jpg", now=now,
        )  # fmt: skip


def main(slug: str, form: str, count: int) -> None:
    """This will make the drafts and print their secrets."""
    from moothall.councils.queries import council_by_slug  # noqa: PLC0415
    from moothall.kernel import clock  # noqa: PLC0415
    from moothall.kernel.scope import acting_for  # noqa: PLC0415

    now = clock.now()
    council = council_by_slug(slug)
    with acting_for(council.id):
        secret = finished(council, form, photo=False, now=now)
        print(json.dumps(copies(council, secret, count, now=now)))


if __name__ == "__main__":
    django.setup()
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
