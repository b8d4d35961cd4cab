"""One pothole that several people reported, and a complaint: what there is to act on."""

from datetime import datetime, timedelta
from uuid import UUID

from moothall.cases.actions import open_case
from moothall.cases.complaints.actions import begin_first_stage
from moothall.cases.linking.actions import follow_case
from moothall.cases.models import Case
from moothall.cases.particulars import CaseLocation
from moothall.councils.models import CaseKind
from moothall.councils.rows import CouncilRow
from moothall.kernel.actors import anonymous_resident, system
from moothall.people.actions import record_person
from moothall.places.models import Address

#: Who reported it, how many metres away each stood, and in which language they read.
REPORTERS = (("Ivy Marsh", 0, "en"), ("Bryn Rowe", 12, "cy"), ("Una Field", 40, "en"))
_KEY = "demo-cause:"


def settle(council: CouncilRow, *, now: datetime) -> int:
    """Open them, unless they are there; return how many. The second report follows the first."""
    if Case.objects.filter(submission_key__startswith=_KEY).exists():
        return 0
    address = Address.objects.filter(custodian_code=council.custodian_code).order_by("uprn").first()
    if address is None:
        return 0
    reports = [
        _report(council, address, number, now=now - timedelta(days=2 - number))
        for number in range(len(REPORTERS))
    ]
    follow_case(
        actor=system("create_demo"), case_id=reports[1].pk, master_id=reports[0].pk, now=now
    )
    complaint = open_case(
        actor=anonymous_resident(),
        council_id=council.id,
        service_type="street-fault",
        person_id=reports[0].person_id,
        channel="web",
        summary="Nobody has told me when the pothole will be mended",
        submission_key=f"{_KEY}complaint",
        kind=CaseKind.COMPLAINT.value,
        about_case_id=reports[0].pk,
        now=now - timedelta(days=1),
    )
    begin_first_stage(actor=system("create_demo"), case_id=complaint.pk, now=now)
    return len(reports) + 1


def _report(council: CouncilRow, address: Address, number: int, *, now: datetime) -> Case:
    name, metres, language = REPORTERS[number]
    spoken = language if language in council.languages else council.languages[0]
    return open_case(
        actor=anonymous_resident(),
        council_id=council.id,
        service_type="street-fault",
        person_id=_person(council, name, spoken, now),
        channel="web",
        summary="A deep pothole in the middle of the road",
        location=CaseLocation(
            description=f"By {address.line}",
            easting=address.easting + metres,
            northing=address.northing,
            latitude=address.latitude,
            longitude=address.longitude,
        ),
        language=spoken,
        submission_key=f"{_KEY}{number}",
        now=now,
    )


def _person(council: CouncilRow, name: str, language: str, now: datetime) -> UUID:
    person = record_person(
        actor=anonymous_resident(),
        council_id=council.id,
        name=name,
        email=f"{name.lower().replace(' ', '.')}@resident.example",
        phone="",
        language=language,
        now=now,
    )
    return person.pk
