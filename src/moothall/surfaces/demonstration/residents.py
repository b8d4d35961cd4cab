"""Made-up residents with an account, some of whom act for others."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction

from moothall.cases.actions import open_case
from moothall.councils.rows import CouncilRow
from moothall.kernel.actors import Actor, ActorKind, system
from moothall.people import actions, scopes
from moothall.people.models import (
    Account,
    Format,
    Grant,
    GrantKind,
    Invitation,
    Joining,
    Person,
    ResidentAccount,
)
from moothall.people.needs import NO_NEEDS, Needs
from moothall.people.policies import APPROVE
from moothall.surfaces.demonstration import websites

A_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Resident:
    """One of them, and what there is to see with their account."""

    key: str
    name: str
    about: str
    needs: Needs = NO_NEEDS

    @property
    def email(self) -> str:
        """Return the address with which they sign in; its mail is caught."""
        return f"{self.key}@resident.example"


GWEN = Resident(
    "gwen.hartley",
    "Gwen Hartley",
    "is helped by her son and by advisers, and needs audio",
    Needs(formats=(Format.AUDIO.value,)),
)
OWEN = Resident(
    "owen.hartley", "Owen Hartley", "cares for Gwen, his mother, and has parked his car"
)
HARRIET = Resident("harriet.lowe", "Harriet Lowe", "is Arthur’s attorney, and waits for a yes")
DAFYDD = Resident("dafydd.rees", "Dafydd Rees", "owns Moorland Advice, which helps Gwen")
NIA = Resident("nia.okafor", "Nia Okafor", "works for Moorland Advice")
RESIDENTS = (GWEN, OWEN, HARRIET, DAFYDD, NIA)

#: Has a power of attorney registered, and no account of his own.
ARTHUR = "Arthur Pike"
ORGANISATION = "Moorland Advice"

FOR_A_CARER = (scopes.REQUESTS, scopes.DRAFTS, scopes.DOCUMENTS, scopes.MESSAGES)
FOR_ADVISERS = (scopes.REQUESTS, scopes.LINKED_ACCOUNTS, scopes.MONEY)


@dataclass(frozen=True)
class Joined:
    """A resident's account, and who they are at the council in force."""

    account: Account
    person: Person

    @property
    def actor(self) -> Actor:
        """Return them in their own affairs."""
        return Actor(
            kind=ActorKind.RESIDENT,
            identifier=str(self.person.pk),
            subject=str(self.person.pk),
            name=self.person.name,
            permissions={self.person.council_id: scopes.ALL},
        )


@transaction.atomic
def settle(council: CouncilRow, *, now: datetime) -> bool:
    """Let them join the council in force and act for each other, once; tell whether it is new."""
    if Joining.objects.filter(account__email=GWEN.email).exists():
        return False
    joined = {one: _join(one, now=now) for one in RESIDENTS}
    _what_they_asked(council, joined[GWEN], now=now)
    _bring_in_list(council, now=now)
    _let_carer_help(joined[GWEN], joined[OWEN], now=now)
    _let_advisers_help(joined[GWEN], joined[DAFYDD], joined[NIA], now=now)
    _let_attorney_act(council, joined[HARRIET], now=now)
    return True


def joined(one: Resident) -> Joined:
    """Return a resident's account, and who they are at the council in force."""
    joining = Joining.objects.select_related("account", "person").get(account__email=one.email)
    return Joined(joining.account, joining.person)


def described() -> list[dict[str, Any]]:
    """Return who can sign in as a resident."""
    return [
        {"email": one.email, "name": one.name, "about": one.about}
        for one in RESIDENTS
        if ResidentAccount.objects.filter(email=one.email).exists()
    ]


def _join(one: Resident, *, now: datetime) -> Joined:
    account = ResidentAccount.objects.filter(email=one.email).first()
    if account is None:
        account = ResidentAccount.objects.create_user(one.email, name=one.name)
        EmailAddress.objects.create(user=account, email=one.email, verified=True, primary=True)
    person = actions.join_council(
        account_id=account.pk, name=one.name, email=one.email, needs=one.needs, now=now
    )
    return Joined(account, person)


def _what_they_asked(council: CouncilRow, gwen: Joined, *, now: datetime) -> None:
    for days, summary in ((9, "When is the toy library open?"), (2, "May I have a larger bin?")):
        open_case(
            actor=gwen.actor,
            council_id=council.id,
            service_type="general-enquiry",
            person_id=gwen.person.pk,
            channel="web",
            summary=summary,
            submission_key=f"demo:{council.slug}/gwen/{days}",
            now=now - timedelta(days=days),
        )


def _bring_in_list(council: CouncilRow, *, now: datetime) -> None:
    """Bring in whom the library knew before: one of them twice."""
    lines = ("email,name,id", f"{GWEN.email},{GWEN.name},L-20417", f"{OWEN.email},O Hartley,L-311",
             f"{NIA.email},{NIA.name},L-90", f"{NIA.email},{NIA.name},L-1266")  # fmt: skip
    kept = actions.keep_user_list(
        actor=system("create_demo"),
        council_id=council.id,
        file_name="library-users.csv",
        site=websites.name_of(council),
        content="\n".join(lines).encode(),
        now=now,
    )
    actions.bring_in_user_list(user_list_id=kept.pk, now=now)


def _let_carer_help(gwen: Joined, owen: Joined, *, now: datetime) -> None:
    grant = actions.offer_grant(
        actor=gwen.actor,
        email=OWEN.email,
        kind=GrantKind.CARER,
        scopes=FOR_A_CARER,
        expires_at=now + A_YEAR,
        now=now,
    )
    _accept(grant, owen, now=now)


def _let_advisers_help(gwen: Joined, dafydd: Joined, nia: Joined, *, now: datetime) -> None:
    advisers = actions.create_organisation(
        actor=dafydd.actor, name=ORGANISATION, number="1100000", now=now
    )
    invitation = actions.invite_member(
        actor=dafydd.actor, organisation_id=advisers.pk, email=NIA.email, now=now
    )
    actions.accept_invitation(
        actor=nia.actor, account_id=nia.account.pk, invitation_id=invitation.pk, now=now
    )
    grant = actions.offer_grant(
        actor=gwen.actor,
        email=DAFYDD.email,
        kind=GrantKind.ORGANISATION,
        scopes=FOR_ADVISERS,
        expires_at=now + A_YEAR,
        now=now,
    )
    _accept(grant, dafydd, now=now, organisation_id=advisers.pk)


def _let_attorney_act(council: CouncilRow, harriet: Joined, *, now: datetime) -> None:
    """Approve what papers show of one person; of another the papers are still to be looked at."""
    arthur = actions.record_person(
        actor=system("create_demo"),
        council_id=council.id,
        name=ARTHUR,
        email="",
        phone="01632 960417",
        language="en",
        now=now,
    )
    grant = _claim(harriet, GrantKind.POWER_OF_ATTORNEY, ARTHUR, now=now)
    actions.approve_grant(
        actor=_officer(council),
        grant_id=grant.pk,
        person_id=arthur.pk,
        reason="The registered power of attorney was shown.",
        now=now,
    )
    _claim(harriet, GrantKind.EXECUTOR, "Mabel Pike", now=now)


def _claim(harriet: Joined, kind: GrantKind, name: str, *, now: datetime) -> Grant:
    return actions.ask_council_for_grant(
        actor=harriet.actor,
        kind=kind,
        scopes=FOR_ADVISERS,
        said_name=name,
        said_born_on=None,
        said_where="The house by the chapel",
        now=now,
    )


def _accept(grant: Grant, who: Joined, *, now: datetime, **more: Any) -> None:
    invitation = Invitation.objects.get(grant_id=grant.pk)
    actions.accept_invitation(
        actor=who.actor, account_id=who.account.pk, invitation_id=invitation.pk, now=now, **more
    )


def _officer(council: CouncilRow) -> Actor:
    """Return who looks at papers in the demonstration."""
    return Actor(
        kind=ActorKind.STAFF,
        identifier="0",
        name="create_demo",
        permissions={council.id: frozenset({APPROVE})},
    )
