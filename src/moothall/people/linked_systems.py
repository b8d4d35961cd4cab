"""The systems that keep accounts, as a council has set them up, and what they say to anybody."""

from moothall.kernel.errors import GiveUp
from moothall.people.linked_queries import account_system
from moothall.people.linking_ports import (
    BackOfficeAccounts,
    Claim,
    Held,
    NoLongerHeld,
    Proof,
    Summary,
    account_suppliers,
)
from moothall.people.linking_words import LinkedKind
from moothall.people.models import AccountSystem, LinkedAccount


def connected(settings: AccountSystem) -> BackOfficeAccounts:
    """
    Return the council's system.

    :raises GiveUp: if it is not set up right
    """
    try:
        return account_suppliers.get(settings.supplier).connect(settings.options)
    except (LookupError, ValueError) as error:
        raise GiveUp(f"The system is not set up right: {error}") from error


def summary_by_claim(*, council_id: int, claim: Claim) -> Summary | None:
    """
    Return how an account stands that somebody can name, whoever they are; nothing is linked.

    Nothing for what is wrong and what is absent alike. Who calls this shows no more of it than the
    amounts, and counts tries: it proves little to know a reference, a name and a postcode.

    :raises NotFound: if the council has no such accounts
    :raises Retry: if the system cannot be asked now
    :raises GiveUp: if it is not set up right, or its answer cannot be used
    """
    system = connected(account_system(council_id, LinkedKind(claim.kind)))
    proven = system.prove(Proof(claim=claim))
    if proven is None:
        return None
    try:
        return system.summary(Held(kind=claim.kind, reference=claim.reference, party=proven.party))
    except NoLongerHeld:
        return None


def summary_of_reference(*, council_id: int, kind: LinkedKind, reference: str) -> Summary | None:
    """
    Return how an account stands, as one who linked it holds it; for work that no person watches.

    Nothing if nobody has linked it, or those who did answer for it no more.

    :raises NotFound: if the council has no such accounts
    :raises Retry: if the system cannot be asked now
    :raises GiveUp: if it is not set up right, or its answer cannot be used
    """
    links = LinkedAccount.objects.filter(
        council_id=council_id, kind=kind, reference=reference, ended_at__isnull=True
    )
    parties = list(links.order_by("linked_at", "pk").values_list("party", flat=True))
    if not parties:
        return None
    system = connected(account_system(council_id, kind))
    for party in dict.fromkeys(parties):  # two at most: those who share an account
        try:
            return system.summary(Held(kind=kind.value, reference=reference, party=party))
        except NoLongerHeld:
            continue
    return None
