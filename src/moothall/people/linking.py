"""
The ways to the systems that keep accounts: each asks outside of every transaction, then records.

What people say is made comparable here, tries are counted here, and here every failure of a system
becomes one of two things: not now, or no.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from moothall.kernel import clock
from moothall.kernel.actors import Actor
from moothall.kernel.actors import system as system_actor
from moothall.kernel.errors import GiveUp, MoothallError, NotFound, Retry
from moothall.kernel.policies import require
from moothall.kernel.secrets import SecretMissing
from moothall.people import actions, policies
from moothall.people.changes_as_text import change_from_text
from moothall.people.codes_by_post import code_for
from moothall.people.linked_queries import account_system, letters_asked, person_of
from moothall.people.linked_systems import connected
from moothall.people.linking_limits import (
    LETTERS,
    LETTERS_PER,
    TooManyTries,
    Trier,
    Try,
    count_try,
)
from moothall.people.linking_ports import (
    BackOfficeAccounts,
    Bill,
    Claim,
    CodeLetter,
    Held,
    NoLongerHeld,
    Proof,
    Summary,
)
from moothall.people.linking_words import ChangeKind, ChangeState, LinkedKind, Strength
from moothall.people.models import AccountSystem, LinkedAccount, PostedCode
from moothall.people.references import comparable_postcode, comparable_reference
from moothall.people.sealing import unseal

WORKER = system_actor("people.linked-accounts")

#: With the queue's pauses between them these reach over almost two days.
MOST_ATTEMPTS = 16


@dataclass(frozen=True, kw_only=True)
class WholeAccount:
    """How an account stands and its bills; nothing in place of what could not be asked for."""

    summary: Summary | None
    bills: Sequence[Bill] | None


class NoMatch(MoothallError):
    """What somebody said fits no account: wrong, absent, or not to be linked, never which."""


class SystemAway(MoothallError):
    """The system that keeps the account cannot be asked now; all else works without it."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """What somebody typed of an account that they want to link."""

    kind: LinkedKind
    reference: str
    surname: str
    postcode: str
    last_bill_pence: int | None = None

    def claim(self, given_name: str) -> Claim:
        """Return it made comparable, with the given name by which they are known."""
        return Claim(
            kind=self.kind.value,
            reference=comparable_reference(self.reference),
            surname=self.surname.strip(),
            postcode=comparable_postcode(self.postcode),
            given_name=given_name,
        )


def link_account(
    *, actor: Actor, person_id: UUID, council_id: int, said: Said, trier: Trier, now: datetime
) -> LinkedAccount:
    """
    Link an account if what is said of it is right.

    :raises NotPermitted: if the actor may not link accounts for this person
    :raises TooManyTries: if too much was said today that was not right
    :raises NoMatch: if it is not right, or nothing of it is
    :raises SystemAway: if that cannot be found out now
    """
    settings = _settings_for(actor, person_id, council_id, said.kind)
    person = person_of(person_id)
    claim = said.claim(person.given_name)
    counted = _counted(
        actor=actor,
        person_id=person_id,
        council_id=council_id,
        claim=claim,
        trier=trier,
        now=now,
    )
    try:
        proof = Proof(claim=claim, last_bill_pence=said.last_bill_pence)
        proven = connected(settings).prove(proof)
    except (Retry, GiveUp, SecretMissing) as error:
        counted.give_back()
        raise SystemAway("The system cannot be asked now.") from error
    strength = Strength.DETAILS if said.last_bill_pence is None else Strength.BILL
    is_enough = strength is Strength.BILL or settings.details_suffice
    if proven is None or not is_enough or policies.is_linking_blocked(person):
        actions.record_failed_try(actor=actor, person_id=person_id, kind=said.kind, now=now)
        raise NoMatch("What you told us does not match our records.")
    link = actions.link_account(
        actor=actor,
        person_id=person_id,
        kind=said.kind,
        supplier=settings.supplier,
        reference=claim.reference,
        proven=proven,
        strength=strength,
        now=now,
    )
    counted.give_back()
    return link


def ask_for_code(
    *,
    actor: Actor,
    person_id: UUID,
    council_id: int,
    said: Said,
    language: str,
    trier: Trier,
    now: datetime,
) -> PostedCode:
    """
    Have a letter sent if what is said of an account is right; the answer is the same if not.

    :raises NotPermitted: if the actor may not link accounts for this person
    :raises TooManyTries: if too much was said today, or too many letters were asked for
    """
    _settings_for(actor, person_id, council_id, said.kind)
    claim = said.claim(person_of(person_id).given_name)
    _counted(
        actor=actor,
        person_id=person_id,
        council_id=council_id,
        claim=claim,
        trier=trier,
        now=now,
    )
    since = now - LETTERS_PER
    if letters_asked(council_id, said.kind, claim.reference, since=since) >= LETTERS:
        actions.record_failed_try(
            actor=actor, person_id=person_id, kind=said.kind, was_stopped=True, now=now
        )
        raise TooManyTries("Too many letters were asked for.")
    return actions.ask_for_code(
        actor=actor,
        person_id=person_id,
        kind=said.kind,
        reference=claim.reference,
        said=asdict(claim),
        language=language,
        now=now,
    )


def confirm_posted_code(
    *, actor: Actor, posted_code_id: UUID, typed: str, now: datetime
) -> LinkedAccount:
    """
    Link the account whose code came by post.

    :raises NotFound: if there is no such code, or the council has no such system any more
    :raises CodeNotRight: if it is another, was used, or is too old
    :raises NoMatch: if the person may not link accounts now
    """
    code = PostedCode.objects.filter(pk=posted_code_id).first()
    if code is None:
        raise NotFound("There is no such code.")
    settings = _settings_for(actor, code.person_id, code.council_id, LinkedKind(code.kind))
    if policies.is_linking_blocked(person_of(code.person_id)):
        raise NoMatch("This account cannot be linked now.")
    return actions.confirm_posted_code(
        actor=actor,
        posted_code_id=posted_code_id,
        typed=typed,
        supplier=settings.supplier,
        now=now,
    )


def summary_of(*, actor: Actor, linked_account_id: UUID, now: datetime) -> Summary:
    """
    Return how an account stands now; who does not answer for it any more loses it.

    :raises NotFound: if there is no such account of this person, or none any more
    :raises SystemAway: if the system cannot be asked now
    """
    system, held = _held(actor, linked_account_id)
    try:
        return system.summary(held)
    except NoLongerHeld as error:
        actions.end_liability(actor=WORKER, linked_account_id=linked_account_id, now=now)
        raise NotFound("This account is not linked any more.") from error
    except (Retry, GiveUp, SecretMissing) as error:
        raise SystemAway("The system cannot be asked now.") from error


def whole_account(*, actor: Actor, linked_account_id: UUID, now: datetime) -> WholeAccount:
    """
    Return all that there is to see of an account; both are asked for at once, and either may fail.

    :raises NotFound: if there is no such account of this person, or none any more
    """
    try:
        system, held = _held(actor, linked_account_id)
    except SystemAway:
        return WholeAccount(summary=None, bills=None)
    with ThreadPoolExecutor(max_workers=1) as other:
        bills = other.submit(_bills, system, held)
        try:
            summary = summary_of(actor=actor, linked_account_id=linked_account_id, now=now)
        except SystemAway:
            summary = None
        return WholeAccount(summary=summary, bills=bills.result())


def bill_pdf(*, actor: Actor, linked_account_id: UUID, bill_id: str) -> bytes:
    """
    Return one bill as PDF.

    :raises NotFound: if there is no such account of this person, or no such bill
    :raises SystemAway: if the system cannot be asked now
    """
    system, held = _held(actor, linked_account_id)
    try:
        return system.bill_pdf(held, bill_id)
    except GiveUp as error:
        raise NotFound("There is no such bill.") from error
    except (Retry, SecretMissing) as error:
        raise SystemAway("The system cannot be asked now.") from error


def post_code(*, posted_code_id: UUID) -> None:
    """
    Have the system post the letter if the claim is right; run twice it posts one.

    :raises Retry: if the system cannot be asked now
    """
    code = PostedCode.objects.filter(pk=posted_code_id, settled_at__isnull=True).first()
    if code is None:
        return
    now = clock.now()
    if now >= code.expires_at or policies.is_linking_blocked(person_of(code.person_id)):
        actions.settle_code(actor=WORKER, posted_code_id=code.pk, proven=None, now=now)
        return
    letter = CodeLetter(claim=Claim(**code.said), code=code_for(code.pk), language=code.language)
    try:
        system = connected(account_system(code.council_id, LinkedKind(code.kind)))
        proven = system.post_code(letter, f"code-{code.pk}")
    except (NotFound, SecretMissing) as error:
        raise Retry(str(error)) from error
    actions.settle_code(actor=WORKER, posted_code_id=code.pk, proven=proven, now=now)


def carry_change(*, account_change_id: UUID) -> None:
    """
    Tell the system of a change and record what it says; run twice it is one change.

    :raises Retry: if the system has not clearly answered, up to a number of attempts
    """
    change = actions.count_attempt(actor=WORKER, account_change_id=account_change_id)
    if change is None:
        return
    link = LinkedAccount.objects.get(pk=change.linked_account_id)
    try:
        wanted = change_from_text(ChangeKind(change.kind), unseal(change.sealed))
        system = connected(account_system(link.council_id, LinkedKind(link.kind)))
        reference = system.change(_as_held(link), wanted, f"change-{change.pk}")
    except (Retry, NotFound, SecretMissing) as error:
        if change.attempts < MOST_ATTEMPTS:
            raise Retry(str(error)) from error
        _settle(account_change_id, ChangeState.REFUSED, problem=f"No answer: {error}")
    except GiveUp as error:
        _settle(account_change_id, ChangeState.REFUSED, problem=str(error))
    else:
        _settle(account_change_id, ChangeState.DONE, reference=reference)


def _settle(
    account_change_id: UUID, state: ChangeState, *, reference: str = "", problem: str = ""
) -> None:
    actions.settle_change(
        actor=WORKER,
        account_change_id=account_change_id,
        state=state,
        reference=reference,
        problem=problem,
        now=clock.now(),
    )


def _settings_for(
    actor: Actor, person_id: UUID, council_id: int, kind: LinkedKind
) -> AccountSystem:
    require(policies.can_link(actor, person_id, council_id))
    return account_system(council_id, kind)


def _counted(
    *,
    actor: Actor,
    person_id: UUID,
    council_id: int,
    claim: Claim,
    trier: Trier,
    now: datetime,
) -> Try:
    counted = count_try(
        trier,
        council_id=council_id,
        person=str(person_id),
        kind=claim.kind,
        reference=claim.reference,
        now=now,
    )
    if not counted.is_allowed:
        actions.record_failed_try(
            actor=actor,
            person_id=person_id,
            kind=LinkedKind(claim.kind),
            was_stopped=True,
            now=now,
        )
        raise TooManyTries("Too much was said that was not right.")
    return counted


def _held(actor: Actor, linked_account_id: UUID) -> tuple[BackOfficeAccounts, Held]:
    """Return the system and the account in its words, for whoever may see its money."""
    link = LinkedAccount.objects.filter(pk=linked_account_id, ended_at__isnull=True).first()
    if link is None or not policies.can_see_account(actor, link):
        raise NotFound("There is no such linked account.")
    try:
        settings = account_system(link.council_id, LinkedKind(link.kind))
        return connected(settings), _as_held(link)
    except (NotFound, GiveUp) as error:
        raise SystemAway(str(error)) from error


def _bills(system: BackOfficeAccounts, held: Held) -> Sequence[Bill] | None:
    try:
        return system.bills(held)
    except (Retry, GiveUp, SecretMissing):
        return None


def _as_held(link: LinkedAccount) -> Held:
    return Held(kind=link.kind, reference=link.reference, party=link.party)
