"""A service request that another program posts becomes a case, once."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.http import QueryDict

from moothall.cases.actions import open_case
from moothall.cases.models import Case
from moothall.cases.particulars import CaseDetail, CaseLocation
from moothall.connectors.open311.errors import BadRequest
from moothall.connectors.open311.questions import OfferedQuestion
from moothall.councils.rows import ServiceTypeRow
from moothall.kernel.actors import Actor
from moothall.kernel.ids import new_id
from moothall.people.actions import record_person
from moothall.places.geometry import to_grid
from moothall.places.queries import address

#: Under which names programs send their own id of a request, so that a repeated one is known.
THEIR_ID = ("external_id", "fixmystreet_id", "client_reference")

LONGEST_DESCRIPTION = 4000

FIGURES_OF_UPRN = 12

#: Great Britain and Northern Ireland with their waters, in degrees.
LATITUDES = (49.5, 61.5)
LONGITUDES = (-9.0, 2.5)


@dataclass(frozen=True)
class Posted:
    """A service request as it was posted, read and checked."""

    service: ServiceTypeRow
    description: str
    details: tuple[CaseDetail, ...]
    location: CaseLocation
    name: str
    email: str
    phone: str
    their_id: str


def read(form: QueryDict, service: ServiceTypeRow, questions: list[OfferedQuestion]) -> Posted:
    """
    Read a posted service request.

    :raises BadRequest: naming everything that is missing or cannot be used
    """
    problems: list[str] = []
    description = form.get("description", "").strip()
    if not description:
        problems.append("description is missing")
    if len(description) > LONGEST_DESCRIPTION:
        problems.append(f"description is longer than {LONGEST_DESCRIPTION} characters")
    details = _details(form, questions, problems)
    location = _location(form, problems)
    if problems:
        raise BadRequest("; ".join(problems) + ".")
    media = [url for url in form.getlist("media_url") if url.startswith(("https://", "http://"))]
    details += [
        CaseDetail(key="media_url", label="Photograph", label_cy="Ffotograff", value=url[:500])
        for url in media
    ]
    names = (form.get("first_name", ""), form.get("last_name", ""))
    return Posted(
        service=service,
        description=description,
        details=(
            CaseDetail(
                key="description", label="Description", label_cy="Disgrifiad", value=description
            ),
            *details,
        ),
        location=location,
        name=" ".join(filter(None, names)).strip()[:200],
        email=form.get("email", "").strip(),
        phone=form.get("phone", "").strip(),
        their_id=next(
            filter(None, (form.get(f"attribute[{name}]") or form.get(name) for name in THEIR_ID)),
            "",
        ),
    )


@transaction.atomic
def receive(*, actor: Actor, posted: Posted, idempotency_key: str, now: datetime) -> Case:
    """
    Open a case for what was posted, or return the one that the same program opened with it before.

    Without any id of theirs each posting is a request of its own, as the standard has it.
    """
    council_id = posted.service.council_id
    key = idempotency_key or posted.their_id or str(new_id())
    submission_key = key_of(actor, key)
    earlier = Case.objects.filter(submission_key=submission_key).first()
    if earlier is not None:
        return earlier
    return open_case(
        actor=actor,
        council_id=council_id,
        service_type=posted.service.slug,
        person_id=_person(actor, posted, now=now),
        channel="partner",
        summary=posted.description.splitlines()[0][:200],
        details=posted.details,
        location=posted.location,
        language="en",
        attachment_ids=(),
        submission_key=submission_key,
        now=now,
    )


def key_of(actor: Actor, theirs: str) -> str:
    """Return what we know a program's own id by: as different as theirs, however long it is."""
    digest = hashlib.sha256(f"{actor.identifier}\0{theirs}".encode()).hexdigest()
    return f"open311:{digest}"


def _person(actor: Actor, posted: Posted, *, now: datetime) -> UUID | None:
    if not (posted.email or posted.phone):
        return None
    person = record_person(
        actor=actor,
        council_id=posted.service.council_id,
        name=posted.name,
        email=posted.email,
        phone=posted.phone,
        language="en",
        now=now,
    )
    return person.pk


def _details(
    form: QueryDict, questions: list[OfferedQuestion], problems: list[str]
) -> list[CaseDetail]:
    details = []
    for question in questions:
        codes = [
            value.strip()
            for name in (f"attribute[{question.key}]", f"attribute[{question.key}][]")
            for value in form.getlist(name)
            if value.strip()
        ]
        if not codes:
            if question.is_required:
                problems.append(f"attribute[{question.key}] is missing")
            continue
        names = dict(question.options)
        if names and (wrong := [code for code in codes if code not in names]):
            problems.append(f"attribute[{question.key}] cannot be {', '.join(wrong)[:80]}")
            continue
        details.append(
            CaseDetail(
                key=question.key,
                label=question.label,
                label_cy=question.label_cy,
                value=", ".join(names.get(code, code) for code in codes),
                code=",".join(codes) if names else "",
            )
        )
    return details


def _location(form: QueryDict, problems: list[str]) -> CaseLocation:
    place = form.get("address_string", "").strip()
    uprn = (form.get("attribute[uprn]") or form.get("address_id", "")).strip()
    is_number = uprn.isdecimal() and len(uprn) <= FIGURES_OF_UPRN
    found = address(int(uprn)) if is_number else None
    if not (form.get("lat") and form.get("long")):
        if found:
            return CaseLocation(
                description=place or found.line,
                easting=found.easting,
                northing=found.northing,
                latitude=found.latitude,
                longitude=found.longitude,
                uprn=found.uprn,
            )
        if not (place or form.get("address_id")):
            problems.append("lat and long, or address_string, or address_id is missing")
        return CaseLocation(description=place)
    try:
        latitude, longitude = float(form.get("lat", "")), float(form.get("long", ""))
    except ValueError:
        problems.append("lat and long must be numbers")
        return CaseLocation(description=place)
    if not (
        LATITUDES[0] <= latitude <= LATITUDES[1] and LONGITUDES[0] <= longitude <= LONGITUDES[1]
    ):
        problems.append("lat and long are not in the United Kingdom")
        return CaseLocation(description=place)
    easting, northing = to_grid(latitude, longitude)
    return CaseLocation(
        description=place or (found.line if found else ""),
        easting=easting,
        northing=northing,
        latitude=latitude,
        longitude=longitude,
        uprn=found.uprn if found else None,
    )
