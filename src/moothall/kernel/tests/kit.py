"""
The test kit: two neighbouring councils and the people who recur in every test.

Northvale is English, Southmere Welsh and bilingual; they share a partnership. Alice is an officer
of Northvale, Carys of Southmere, Bob an agent of the partnership, and Mallory has an account but
no role at all.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection
from django.db.models import Model

from moothall.councils import actions
from moothall.councils.models import Council, Hostname, Partnership, ServiceType, Team
from moothall.councils.queries import council_by_id
from moothall.councils.rows import CouncilRow
from moothall.kernel import short_memory
from moothall.kernel.actors import Actor, ActorKind, system
from moothall.kernel.ids import new_id
from moothall.kernel.scope import acting_for

#: A Wednesday, no bank holiday, in working hours and in winter time.
NOW = datetime(2026, 11, 18, 11, 0, tzinfo=UTC)

WEEK = {day: ["09:00", "17:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
PARTNERSHIP = {"slug": "twin-towns", "name": "Twin Towns"}


#: Who recurs: their address, role, and the council (an agent's is any of the partnership's).
PEOPLE = {
    "alice": ("alice@northvale.test", "officer", "northvale"),
    "bob": ("bob@twin-towns.test", "agent", "northvale"),
    "carys": ("carys@southmere.test", "officer", "southmere"),
    "mallory": ("mallory@elsewhere.test", "", ""),
}
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def northvale(now: datetime) -> CouncilRow:
    """Return Northvale, made if it is not there."""
    return _council(
        {
            "slug": "northvale",
            "name": "Northvale Borough Council",
            "short_name": "Northvale",
            "gss_code": "E07000991",
            "custodian_code": 9991,
            "nation": "england",
            "languages": ["en"],
            "reference_prefix": "NOR",
            "primary_colour": "#1d4f91",
            "accent_colour": "#f2a900",
            "hostnames": ["northvale.test"],
        },
        now,
    )


def southmere(now: datetime) -> CouncilRow:
    """Return Southmere, made if it is not there."""
    return _council(
        {
            "slug": "southmere",
            "name": "Southmere County Council",
            "name_cy": "Cyngor Sir Merllyn y De",
            "short_name": "Southmere",
            "gss_code": "W06000992",
            "custodian_code": 9992,
            "nation": "wales",
            "languages": ["en", "cy"],
            "reference_prefix": "SOU",
            "primary_colour": "#00594c",
            "accent_colour": "#c8102e",
            "hostnames": ["southmere.test"],
        },
        now,
    )


def _council(data: dict, now: datetime) -> CouncilRow:
    """Return a council as its actions make it; from the second time on as they made it before."""
    is_there = Council.objects.filter(slug=data["slug"]).exists()
    if is_there or data["slug"] not in _made:
        council_id = _made_by_actions(data, now)
        if not is_there:
            _made[data["slug"]] = _rows_of(council_id)
    else:
        council_id = _made_again(_made[data["slug"]], now)
    with acting_for(council_id):
        short_memory.forget_all()
        return council_by_id(council_id)


def _made_by_actions(data: dict, now: datetime) -> int:
    council = actions.apply_council(
        data={
            "partnership": PARTNERSHIP,
            "working_week": WEEK,
            "email": f"hello@{data['slug']}.test",
            "phone": "01632 960000",
            "address": "Town Hall, High Street",
            "opening_hours": "Monday to Friday, 9am to 5pm",
            **data,
        },
        logo_svg="",
        now=now,
    )
    short_memory.forget_all()
    with acting_for(council.pk):
        actions.apply_teams(
            council.pk,
            [{"slug": "streets", "name": "Streets", "email": f"streets@{data['slug']}.test"}],
        )
        actions.apply_services(council.pk, SERVICES)
    return council.pk


def _rows_of(council_id: int) -> "Made":
    with acting_for(council_id):
        return Made(
            council=Council.objects.get(pk=council_id),
            hosts=list(Hostname.objects.filter(council_id=council_id)),
            team=Team.objects.get(slug="streets"),
            services=list(ServiceType.objects.order_by("pk")),
        )


def _made_again(made: "Made", now: datetime) -> int:
    """Write the same rows under new keys: some fifty statements fewer, for nearly every test."""
    partnership = Partnership.objects.filter(slug=PARTNERSHIP["slug"]).first()
    if partnership is None:
        [partnership] = Partnership.objects.bulk_create([Partnership(**PARTNERSHIP)])
    [council] = Council.objects.bulk_create(
        [_anew(made.council, pk=None, partnership_id=partnership.pk, created_at=now)]
    )
    Hostname.objects.bulk_create(_anew(one, pk=None, council_id=council.pk) for one in made.hosts)
    with acting_for(council.pk):
        [team] = Team.objects.bulk_create([_anew(made.team, pk=new_id(), council_id=council.pk)])
        ServiceType.objects.bulk_create(
            _anew(one, pk=new_id(), council_id=council.pk, team_id=team.pk) for one in made.services
        )
    return council.pk


def _anew(row: Model, **changed: object) -> Model:
    """Return a row like another, for a table in which that is not."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    made = type(row)(**values)
    for name, value in changed.items():
        setattr(made, name, value)
    return made


@dataclass(frozen=True)
class Made:
    """The rows of a council as its actions made them, for this process to make again."""

    council: Council
    hosts: list[Hostname]
    team: Team
    services: list[ServiceType]


_made: dict[str, Made] = {}


SERVICES = [
    {
        "slug": slug,
        "name": name,
        "name_cy": name_cy,
        "summary": f"{name}.",
        "lgsl": lgsl,
        "lgil": lgil,
        "case_kind": kind,
        "team": "streets",
        "response_hours": 8,
        "resolution_hours": 40,
        "synonyms": [],
    }
    for slug, name, name_cy, lgsl, lgil, kind in (
        ("missed-bin", "Missed bin", "Bin a gollwyd", 524, 17, "service_request"),
        ("street-fault", "Street fault", "Nam ar y stryd", 562, 17, "service_request"),
        ("general-enquiry", "General enquiry", "Ymholiad cyffredinol", 1590, 8, "enquiry"),
    )
]


def staff_user(name: str, now: datetime):
    """Return one of the people who recur, made if they are not there."""
    email, role, where = PEOPLE[name]
    from moothall.people import actions as people
    from moothall.people.models import Role, StaffUser

    user = StaffUser.objects.filter(email=email).first()
    if user is not None:
        return user
    user = StaffUser.objects.create_user(email, name=name.title())
    if role:
        council = {"northvale": northvale, "southmere": southmere}[where](now)
        for_all = role == "agent"
        if for_all:
            southmere(now)
        with acting_for(council.id):
            people.give_role(
                actor=system("tests"),
                user=user,
                role=Role(role),
                council_id=None if for_all else council.id,
                partnership_id=council.partnership_id if for_all else None,
                now=now,
            )
    return user


def actor_of(user):
    """Return the actor that a staff user is."""
    from moothall.people.queries import actor_for

    return actor_for(user)


def actor_with(council_ids, *permissions):
    """Return an employee who has exactly these permissions, in one council or several."""
    councils = [council_ids] if isinstance(council_ids, int) else council_ids
    return Actor(
        kind=ActorKind.STAFF,
        identifier="1",
        name="Somebody Else",
        permissions={one: frozenset(permissions) for one in councils},
    )


def sign_in(client, user) -> None:
    """Sign a user in who has a second factor and has passed it."""
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP

    if not Authenticator.objects.filter(user=user).exists():
        TOTP.activate(user, TOTP_SECRET)
    client.force_login(user)


RESIDENTS = {"rhian": "Rhian Evans", "tomos": "Tomos Price"}


def resident_account(name: str):
    """Return the account of one of the residents who recur, its address confirmed."""
    from allauth.account.models import EmailAddress

    from moothall.people.models import ResidentAccount

    email = f"{name}@home.test"
    account = ResidentAccount.objects.filter(email=email).first()
    if account is None:
        account = ResidentAccount.objects.create_user(email, name=RESIDENTS.get(name, name.title()))
        EmailAddress.objects.create(user=account, email=email, verified=True, primary=True)
    return account


def resident(name: str, council: CouncilRow, now: datetime):
    """Return the person whom a resident who recurs is at a council, joined to their account."""
    from moothall.people import actions as people

    account = resident_account(name)
    with acting_for(council.id):
        return people.join_council(
            account_id=account.pk, name=account.name, email=account.email, now=now
        )


def sign_in_resident(client, person, *, strength: int = 1, authenticated_at=None) -> None:
    """Sign the resident in who has joined this person, on the site of the person's council."""
    from allauth.usersessions.models import UserSession
    from django.conf import settings

    from moothall.kernel import clock
    from moothall.kernel.ids import new_id
    from moothall.people import actions as people
    from moothall.people.models import Joining

    now = clock.now()
    with acting_for(person.council_id):
        joining = Joining.objects.get(person_id=person.pk, ended_at__isnull=True)
        stay = UserSession.objects.create(
            user_id=joining.account_id,
            ip="127.0.0.1",
            session_key=new_id().hex,
            user_agent="Test",
        )
        secret = people.begin_resident_session(
            account_id=joining.account_id,
            subject=str(person.pk),
            sign_in=stay.pk,
            strength=strength,
            identity="",
            methods=["otp"],
            authenticated_at=authenticated_at or now,
            now=now,
        )
    client.cookies[settings.RESIDENT_COOKIE_NAME] = secret


def actor_of_resident_person(person):
    """Return the actor that a resident is who has joined this person and signed in."""
    from moothall.kernel.actors import Actor, ActorKind
    from moothall.people import scopes

    return Actor(
        kind=ActorKind.RESIDENT,
        identifier=str(person.pk),
        subject=str(person.pk),
        name=person.name,
        permissions={person.council_id: scopes.ALL},
    )


def as_delegate(person, grantor):
    """Return the actor that a resident is who acts for another, with all that can be granted."""
    from dataclasses import replace

    from moothall.people import scopes

    return replace(
        actor_of_resident_person(person),
        subject=str(grantor.pk),
        permissions={grantor.council_id: scopes.GRANTABLE},
    )


class Queue:
    """The jobs left to the workers, as a test sees them and may run them."""

    def jobs(self, name: str = "") -> list[tuple[str, dict]]:
        """Return (task, arguments) of the waiting jobs, oldest first, of one task or of all."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT task_name, args FROM procrastinate_jobs WHERE status = 'todo' "
                "AND (%s = '' OR task_name = %s) ORDER BY id",
                [name, name],
            )
            return [(task, _as_dict(arguments)) for task, arguments in cursor.fetchall()]

    def run_all(self, *, at_most: int = 100) -> int:
        """Run waiting jobs, and those they leave in turn, here and now; return how many ran."""
        from procrastinate.contrib.django import app  # noqa: TID251 - the kernel's own kit

        ran = 0
        while ran < at_most:
            with connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE procrastinate_jobs SET status = 'doing' WHERE id = (SELECT min(id) "
                    "FROM procrastinate_jobs WHERE status = 'todo' "
                    "AND (scheduled_at IS NULL OR scheduled_at <= now())) "
                    "RETURNING id, task_name, args",
                )
                row = cursor.fetchone()
            if row is None:
                return ran
            job_id, name, arguments = row
            app.tasks[name].func(**_as_dict(arguments))
            with connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = %s", [job_id]
                )
            ran += 1
        raise AssertionError(f"The jobs did not end after {at_most}.")


def _as_dict(value) -> dict:
    import json

    return json.loads(value) if isinstance(value, str) else value
