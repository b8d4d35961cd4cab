"""A lived-in register: made-up people who reported things on the days before."""

import random
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from moothall.cases.actions import log_interaction, open_case
from moothall.cases.models import Case
from moothall.cases.particulars import CaseDetail, CaseLocation
from moothall.councils.rows import CouncilRow
from moothall.kernel.actors import Actor, anonymous_resident, system
from moothall.people.actions import record_person
from moothall.places.models import Address
from moothall.surfaces.demonstration.words import FAULTS, FORENAMES, QUESTIONS, SURNAMES

CASES_A_COUNCIL = 36
DAYS = 12

CHANNELS = ("web", "web", "web", "phone", "phone", "visit", "email")


def fill(council: CouncilRow, *, now: datetime) -> int:
    """Open the demonstration's cases of one council, unless they are there; return how many."""
    # A fixed seed: the same demonstration for everybody, and nothing here guards anything.
    dice = random.Random(council.slug)  # noqa: S311
    if Case.objects.filter(submission_key__startswith="demo:").exists():
        return 0
    addresses = list(
        Address.objects.filter(custodian_code=council.custodian_code).order_by("uprn")[:20_000:997]
    )
    if not addresses:
        return 0
    for number in range(CASES_A_COUNCIL):
        at = now - timedelta(days=DAYS) * (1 - number / CASES_A_COUNCIL) - timedelta(minutes=7)
        _open_one(council, dice, dice.choice(addresses), number, at=at)
    return CASES_A_COUNCIL


def _open_one(
    council: CouncilRow, dice: random.Random, address: Address, number: int, *, at: datetime
) -> None:
    channel = dice.choice(CHANNELS)
    actor = anonymous_resident() if channel == "web" else _agent()
    forename, surname = dice.choice(FORENAMES), dice.choice(SURNAMES)
    language = "cy" if "cy" in council.languages and dice.random() < 0.4 else "en"  # noqa: PLR2004
    person = record_person(
        actor=actor,
        council_id=council.id,
        name=f"{forename} {surname}",
        email=f"{forename}.{surname}{number}@resident.example".lower(),
        phone="",
        language=language,
        now=at,
    )
    service, summary, details = _what(dice, address, at)
    case = open_case(
        actor=actor,
        council_id=council.id,
        service_type=service,
        person_id=person.pk,
        channel=channel,
        summary=summary,
        details=details,
        location=CaseLocation(
            description=address.line,
            easting=address.easting,
            northing=address.northing,
            latitude=address.latitude,
            longitude=address.longitude,
            uprn=address.uprn,
            usrn=address.usrn,
        ),
        language=language,
        submission_key=f"demo:{uuid5(NAMESPACE_URL, f'{council.slug}/{number}')}",
        now=at,
    )
    if dice.random() < 0.2:  # noqa: PLR2004
        log_interaction(
            actor=_agent(),
            council_id=council.id,
            person_id=person.pk,
            case_id=case.pk,
            channel="phone",
            summary="Rang to ask how far it is.",
            now=at + timedelta(hours=20),
        )


def _what(dice: random.Random, address: Address, at: datetime) -> tuple[str, str, list[CaseDetail]]:
    service = dice.choice(("missed-bin", "street-fault", "street-fault", "general-enquiry"))
    if service == "missed-bin":
        code, words = dice.choice((("refuse", "Rubbish"), ("recycling", "Recycling")))
        day = (at - timedelta(days=1)).date()
        return (
            service,
            f"{words} not collected",
            [
                CaseDetail(
                    key="waste.container",
                    label="Which bin did we miss?",
                    label_cy="Pa fin wnaethon ni ei golli?",
                    value=words,
                    code=code,
                ),
                CaseDetail(
                    key="waste.missed_on",
                    label="When should we have collected it?",
                    label_cy="Pryd y dylem fod wedi ei gasglu?",
                    value=f"{day:%-d %B %Y}",
                    code=day.isoformat(),
                ),
                CaseDetail(
                    key="property.uprn",
                    label="Address",
                    label_cy="Cyfeiriad",
                    value=address.line,
                    code=str(address.uprn),
                ),
            ],
        )
    if service == "street-fault":
        code, words, summary = dice.choice(FAULTS)
        return (
            service,
            summary,
            [
                CaseDetail(
                    key="street.category",
                    label="What is the problem?",
                    label_cy="Beth yw’r broblem?",
                    value=words,
                    code=code,
                )
            ],
        )
    question = dice.choice(QUESTIONS)
    detail = CaseDetail(
        key="enquiry.text", label="Your question", label_cy="Eich cwestiwn", value=question
    )
    return service, question, [detail]


def _agent() -> Actor:
    return system("create_demo")
