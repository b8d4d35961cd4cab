"""To whom and to which case a letter belongs, and how sure that is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from moothall.cases.mail.addresses import plain_address, signed_reference
from moothall.cases.mail.models import Mailbox, OutgoingKind, OutgoingMail
from moothall.cases.mail.reading.letter import Letter
from moothall.cases.models import Case
from moothall.cases.reference import possible_references
from moothall.councils.queries import council_by_id
from moothall.people.contact import normalise_contact
from moothall.people.models import ContactKind, ContactPoint

_LOOKED_THROUGH = 5_000
_BODY = r"[0-9A-Z]{3,4}[-\s]?[0-9A-Z]{3,4}"


@dataclass(frozen=True)
class Match:
    """
    What is known of a letter: its person, the case that it joins, and the one it may be about.

    `is_unknown` says that nobody has this address; with several who have, a person must choose.
    """

    person_id: UUID | None = None
    case: Case | None = None
    is_verified: bool = False
    guess: Case | None = None
    is_unknown: bool = False


def match_of(council_id: int, letter: Letter) -> Match:
    """Return to whom and to which case a letter belongs."""
    persons = persons_of_address(council_id, letter.sender_address)
    only = persons[0] if len(persons) == 1 else None
    if case := _case_of_signed_address(council_id, letter):
        is_verified = case.person_id is not None and case.person_id in persons
        return Match(
            person_id=case.person_id if is_verified else only, case=case, is_verified=is_verified
        )
    if (case := _case_of_our_letter(letter)) is not None:
        return Match(person_id=case.person_id, case=case, is_verified=True)
    return Match(person_id=only, guess=_case_it_names(council_id, letter), is_unknown=not persons)


def persons_of_address(council_id: int, address: str) -> list[UUID]:
    """Return who is reached at an address."""
    if not address:
        return []
    points = ContactPoint.objects.filter(
        council_id=council_id,
        kind=ContactKind.EMAIL,
        normalised=normalise_contact(ContactKind.EMAIL, address),
    )
    return list(dict.fromkeys(points.order_by("created_at").values_list("person_id", flat=True)))


def is_of_council(address: str) -> bool:
    """Tell whether it is a mailbox of this council, so that we would be writing to ourselves."""
    plain = plain_address(address)
    return bool(address) and any(
        plain == one.lower() for one in Mailbox.objects.values_list("address", flat=True)
    )


def our_letters(message_ids: Sequence[str]) -> list[OutgoingMail]:
    """Return the letters of ours that have these message ids, newest first."""
    if not message_ids:
        return []
    found = OutgoingMail.objects.filter(message_id__in=list(message_ids))
    return list(found.select_related("case").order_by("-queued_at"))


def _case_of_signed_address(council_id: int, letter: Letter) -> Case | None:
    reference = signed_reference(letter.recipients, council_id=council_id)
    return Case.objects.filter(reference=reference).first() if reference else None


def _case_of_our_letter(letter: Letter) -> Case | None:
    """Return the case about which we wrote to this very sender, whom the letter answers."""
    for one in our_letters(letter.references):
        case: Case | None = one.case
        is_theirs = one.recipient.lower() == letter.sender_address
        if case is not None and is_theirs and one.kind != OutgoingKind.SENT_ON:
            return case
    return None


def _case_it_names(council_id: int, letter: Letter) -> Case | None:
    """Return the case whose reference stands in it, which anybody may have written."""
    prefix = council_by_id(council_id).reference_prefix
    text = f"{letter.subject}\n{letter.text[:_LOOKED_THROUGH]}".upper()
    named = re.findall(rf"\b{re.escape(prefix)}[-\s]?{_BODY}\b", text)
    meant = [one for words in named[:5] for one in possible_references(words, [prefix])]
    meant += [str(our.case.reference) for our in our_letters(letter.references) if our.case]
    return Case.objects.filter(reference__in=meant).first() if meant else None
