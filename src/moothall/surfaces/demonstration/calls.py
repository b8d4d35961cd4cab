"""Lines by which calls come in, and some days of contacts that were wrapped up."""

import random
from datetime import datetime, timedelta

from django.db import transaction

from moothall.cases.channels import Channel
from moothall.cases.contact import actions
from moothall.cases.contact.models import TelephoneLine
from moothall.cases.contact.words import AgentStatus, Avoidable, AwayReason, Outcome
from moothall.cases.models import AgentState, Case, Interaction
from moothall.councils.queries import councils_of_partnership, service_types
from moothall.councils.rows import CouncilRow
from moothall.kernel.actors import system
from moothall.people.models import Account, StaffRole
from moothall.people.queries import actor_for

#: Numbers kept by Ofcom for drama; the exchange of the demonstration rings the same.
NUMBERS = {"aldermoor": "01632 960100", "cwm-helyg": "01632 960200"}
GREETINGS = {
    "aldermoor": ("Good morning, Aldermoor Council, how can I help?", ""),
    "cwm-helyg": ("Good morning, Cwm Helyg Council, how can I help?",
                  "Bore da, Cyngor Cwm Helyg, sut alla i helpu?"),
}  # fmt: skip
EXTENSION = "2101"
CONTACTS, DAYS = 40, 10
_WORDS = (
    ("Asked how the missed bin stands", Outcome.PROGRESS, Avoidable.CHASING),
    ("Did not understand our letter about recycling", Outcome.ANSWERED, Avoidable.CLARIFICATION),
    ("Wanted the county, put through", Outcome.PASSED_ON, Avoidable.SIGNPOSTING),
    ("Told us of the pothole again", Outcome.REQUEST, Avoidable.REPEAT),
    ("Says the street light is still out", Outcome.PROGRESS, Avoidable.CLOSURE),
    ("Asked when the library opens", Outcome.ANSWERED, Avoidable.NO),
    ("Paid for a garden bin", Outcome.PAID, Avoidable.NO),
    ("Booked an appointment at the register office", Outcome.BOOKED, Avoidable.NO),
)
_CHANNELS = (
    Channel.PHONE, Channel.PHONE, Channel.PHONE, Channel.VISIT, Channel.LETTER, Channel.SOCIAL,
)  # fmt: skip


@transaction.atomic
def settle(council: CouncilRow, *, now: datetime) -> bool:
    """Set up the lines of the council in force and write contacts down, once; tell whether new."""
    if TelephoneLine.objects.exists():
        return False
    greeting, greeting_cy = GREETINGS.get(council.slug, ("", ""))
    actions.set_line(
        actor=system("create_demo"),
        council_id=council.id,
        line_id=None,
        name=f"{council.short_name} main line",
        number=NUMBERS.get(council.slug, council.contact.phone),
        queue="",
        greeting=greeting,
        greeting_cy=greeting_cy,
        now=now,
    )
    agent = _agent(council)
    if agent is None:
        return True
    _write_contacts(council, agent, now=now)
    _spend_a_day(council, agent, now=now)
    return True


def _agent(council: CouncilRow) -> Account | None:
    """Return somebody who takes calls for this council, or for its partnership."""
    roles = StaffRole.objects.filter(role="agent", user__is_active=True).select_related("user")
    own = roles.filter(council_id=council.id).first()
    shared = roles.filter(partnership_id=council.partnership_id or 0).first()
    found = shared or own
    return found.user if found else None


def _write_contacts(council: CouncilRow, agent: Account, *, now: datetime) -> None:
    # A fixed seed: the same demonstration for everybody, and nothing here guards anything.
    dice = random.Random(f"calls of {council.slug}")  # noqa: S311
    cases = list(Case.objects.exclude(person=None).order_by("created_at")[:CONTACTS])
    services = service_types(council.id)
    rows = []
    for number in range(CONTACTS if cases else 0):
        words, outcome, avoidable = dice.choice(_WORDS)
        case = dice.choice(cases)
        began = now - timedelta(days=DAYS) * (1 - number / CONTACTS) - timedelta(minutes=20)
        handling, wrap_up = dice.randint(60, 600), dice.randint(8, 70)
        ended = began + timedelta(seconds=handling)
        is_about_case = outcome is Outcome.PROGRESS
        rows.append(
            Interaction(
                council_id=council.id,
                channel=dice.choice(_CHANNELS),
                person_id=case.person_id,
                case_id=case.pk if is_about_case else None,
                summary=words,
                happened_at=began,
                logged_by_kind="staff",
                logged_by_identifier=str(agent.pk),
                logged_by_name=agent.get_full_name(),
                service_type_id=case.service_type_id if is_about_case else dice.choice(services).id,
                outcome=outcome,
                avoidable_reason=avoidable,
                began_at=began,
                ended_at=ended,
                finished_at=ended + timedelta(seconds=wrap_up),
                handling_seconds=handling,
                wrap_up_seconds=wrap_up,
                verified_level=dice.choice((0, 1, 1, 2)),
            )
        )
    Interaction.objects.bulk_create(rows)


def _spend_a_day(council: CouncilRow, agent: Account, *, now: datetime) -> None:
    """Let the shared agent have had a morning, and sit at their telephone."""
    if AgentState.objects.filter(account_id=agent.pk).exists():
        return
    first = council.partnership_id is None or council.id == min(
        councils_of_partnership(council.partnership_id)
    )
    if not first:
        return
    at = now - timedelta(hours=4)
    for minutes, status, reason in (
        (90, AgentStatus.AVAILABLE, ""),
        (15, AgentStatus.AWAY, AwayReason.BREAK),
        (75, AgentStatus.AVAILABLE, ""),
        (30, AgentStatus.AWAY, AwayReason.TRAINING),
    ):
        until = at + timedelta(minutes=minutes)
        AgentState.objects.create(
            account_id=agent.pk, status=status, reason=reason, from_at=at, until_at=until
        )
        at = until
    AgentState.objects.create(account_id=agent.pk, status=AgentStatus.AVAILABLE, from_at=at)
    actions.claim_extension(
        actor=actor_for(agent), council_id=council.id, extension=EXTENSION, now=now
    )
