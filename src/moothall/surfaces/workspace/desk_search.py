"""
The desk's one search box: people, places, cases and payments that a text may mean, in one list.

What a text reads like decides where is looked, so that each text costs few questions. Of each kind
only those councils are asked in which the person at the desk may see that kind. Nothing hidden of a
protected person finds them (`docs/decisions/one-search-box.md`).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.cases.particulars import postcode_in
from moothall.cases.queries import cases_by_text, newest_among, references_in, uprn_in
from moothall.councils.rows import CouncilRow
from moothall.kernel.actors import Actor
from moothall.kernel.money import pounds
from moothall.payments.finding import FoundPayment, Wanted, payments_found
from moothall.payments.reference import meant_reference
from moothall.people.queries import persons_by_id
from moothall.people.rows import PersonRow
from moothall.people.searching import FoundPerson, find_people, people_living_at
from moothall.places.queries import addresses, find_addresses, postcodes_like
from moothall.places.rows import AddressRow
from moothall.surfaces.workspace.acting import Acting
from moothall.surfaces.workspace.words import short_moment
from moothall.verticals.parking.finding import people_with_vehicle
from moothall.verticals.parking.vrm import spaced

SHORTEST, LONGEST = 2, 200
#: Who may see none of these has no use for the box.
PERMISSIONS = ("person.view", "case.view", "payment.view")

PERSON, PLACE, CASE, PAYMENT = "person", "place", "case", "payment"
KINDS = {
    PERSON: gettext_lazy("Person"),
    PLACE: gettext_lazy("Place"),
    CASE: gettext_lazy("Case"),
    PAYMENT: gettext_lazy("Payment"),
}

#: How surely a text means a thing: what has only one number comes first.
_CERTAIN, _PLACE, _STREET, _OF_PERSON, _AT_PLACE = 1.0, 0.8, 0.6, 0.55, 0.5
#: Whoever lives at a place stands right below it.
_BELOW = 0.02
_FEWEST_FOR_PART = 6
#: A telephone number begins with a nought, a part of a reference hardly ever.
_PART = re.compile(rf"(?=.*\d)[A-Za-z1-9][A-Za-z0-9./-]{{{_FEWEST_FOR_PART - 1},30}}")
_PLATE = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9 ]{2,9}")
_CODE = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9]{1,4} ?[A-Za-z0-9]{3}")


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One thing that a text may mean: what it is in words, whose, and where it leads."""

    kind: str
    title: str
    detail: str
    href: str
    council: CouncilRow
    number: int
    likeness: float
    #: Why it was found, where that is not plain to see.
    reason: str = ""

    @property
    def kind_words(self) -> str:
        """Return what sort of thing it is, in words."""
        return str(KINDS[self.kind])


@dataclass(frozen=True)
class Hits:
    """What a text may mean, likeliest first, and what else it may have been meant to be."""

    rows: tuple[Hit, ...] = ()
    meant: tuple[str, ...] = ()


def may_search(actor: Actor) -> bool:
    """Tell whether somebody may see anything that the box finds."""
    return any(actor.councils_where(permission) for permission in PERMISSIONS)


def look_for(actor: Actor, here: Acting, text: str, *, most: int, now: datetime) -> Hits:
    """
    Return what a text may mean in the councils acted for.

    How many questions it takes depends on the text and how many councils are acted for, never on
    what they hold.
    """
    text = " ".join(text.replace("\0", "").split())[:LONGEST]
    if len(text) < SHORTEST or not may_search(actor):
        return Hits()
    looking = _Looking(actor, here, text, most, now)
    rows = sorted(looking.hits(), key=lambda hit: -hit.likeness)
    meant = () if any(hit.likeness >= _PLACE for hit in rows) else looking.meant()
    return Hits(tuple(rows[:most]), meant)


@dataclass(frozen=True)
class _Looking:
    """One text, and for whom it is looked for."""

    actor: Actor
    here: Acting
    text: str
    most: int
    now: datetime

    def hits(self) -> Iterator[Hit]:
        """Give everything found, in the order of its kinds."""
        case_councils = self._councils("case.view")
        if case_councils and references_in(case_councils, self.text):
            yield from self._cases(case_councils, (), ())
            return
        yield from self._payments()
        people = self._people()
        yield from (hit for _person, hit in people)
        places = list(self._places(is_forgiving=not people))
        yield from (self._place(row, council) for row, council in places)
        uprns = [row.uprn for row, _council in places]
        yield from self._living_at(uprns)
        if case_councils:
            persons = [person.id for person, _hit in people]
            yield from self._cases(case_councils, persons, uprns)

    def meant(self) -> tuple[str, ...]:
        """Return postcodes that a text may have been meant to be which is none that is known."""
        if not _CODE.fullmatch(self.text):
            return ()
        return tuple(postcodes_like(self.text, custodian_codes=self._custodians()))

    def _councils(self, permission: str) -> list[int]:
        """Return where the person may see a kind of thing, among the councils acted for."""
        return [one for one in self.here.ids if self.actor.may(permission, one)]

    def _custodians(self) -> list[int]:
        return [one.custodian_code for one in self.here.chosen if one.custodian_code is not None]

    def _people(self) -> list[tuple[PersonRow, Hit]]:
        councils = self._councils("person.view")
        if not councils:
            return []
        found = [] if self._is_code else find_people(councils, self.text, limit=self.most)
        people = [(one.person, self._person(one)) for one in found]
        return [*people, *self._with_vehicle(councils)]

    @property
    def _is_code(self) -> bool:
        """Tell whether it is a postcode or a plate, which nobody's name is."""
        return bool(postcode_in(self.text)) or (
            bool(_PLATE.fullmatch(self.text)) and " " not in self.text
        )

    def _with_vehicle(self, councils: Sequence[int]) -> Iterator[tuple[PersonRow, Hit]]:
        if not _PLATE.fullmatch(self.text):
            return
        vehicles = people_with_vehicle(councils, self.text, limit=self.most)
        persons = persons_by_id({person_id for person_id, _vrm in vehicles}) if vehicles else {}
        for person_id, vrm in vehicles:
            if person := persons.get(person_id):
                reason = _("Vehicle %(number)s") % {"number": spaced(vrm)}
                yield person, self._person(FoundPerson(person, _CERTAIN), reason)

    def _person(self, found: FoundPerson, reason: str = "") -> Hit:
        person = found.person
        ways = " · ".join(point.value for point in person.contact_points)
        if not ways:
            ways = _("How to reach them is hidden.") if person.is_withheld else ""
        if found.is_respelt and not reason:
            reason = _("Spelt like “%(text)s”") % {"text": self.text}
        return self._hit(
            PERSON,
            person.council_id,
            title=person.name,
            detail=ways,
            href=self.here.address("workspace:person", person.id),
            likeness=found.likeness,
            reason=reason,
        )

    def _places(self, *, is_forgiving: bool) -> Iterator[tuple[AddressRow, CouncilRow]]:
        """Give the addresses of each council's area that the text may mean."""
        if "@" in self.text or not (self._councils("person.view") or self._councils("case.view")):
            return
        by_code = {one.custodian_code: one for one in self.here.chosen}
        if (uprn := uprn_in(self.text)) is not None:
            for row in addresses([uprn]).values():
                if council := by_code.get(row.custodian_code):
                    yield row, council
            return
        for code in self._custodians():
            for row in find_addresses(
                self.text, custodian_code=code, limit=self.most // 2, is_forgiving=is_forgiving
            ):
                yield row, by_code[code]

    def _place(self, row: AddressRow, council: CouncilRow) -> Hit:
        return self._hit(
            PLACE,
            council.id,
            title=row.line,
            detail=_("UPRN %(number)s") % {"number": row.uprn},
            href=self._address_of(row.uprn, council),
            likeness=self._of_places,
        )

    def _address_of(self, uprn: int, council: CouncilRow) -> str:
        """Return the page of a place, or the cases at it for whoever may see no people there."""
        if council.id in self._councils("person.view"):
            return self.here.address("workspace:property", uprn)
        return self.here.address("workspace:home", q=uprn)

    @property
    def _of_places(self) -> float:
        """Return how surely a place is meant: a postcode or number means nothing else."""
        return _PLACE if postcode_in(self.text) or uprn_in(self.text) else _STREET

    def _living_at(self, uprns: Sequence[int]) -> Iterator[Hit]:
        """Give who lives at a place that was named exactly; of a whole street that is too many."""
        councils = self._councils("person.view")
        exactly = len(uprns) == 1 or bool(postcode_in(self.text))
        if not councils or not exactly:
            return
        for one in people_living_at(councils, uprns, limit=self.most):
            likely = FoundPerson(one.person, self._of_places - _BELOW)
            yield self._person(likely, _("Lives there"))

    def _cases(
        self, councils: Sequence[int], person_ids: Iterable[UUID], uprns: Iterable[int]
    ) -> Iterator[Hit]:
        persons = set(person_ids)
        found = cases_by_text(
            councils, self.text, person_ids=persons, uprns=tuple(uprns), most=self.most
        )
        if not found:
            return
        is_reference = bool(references_in(councils, self.text))
        for case in newest_among(councils, found, limit=self.most, now=self.now):
            by_person = _OF_PERSON if case.person_id in persons else _AT_PLACE
            status = case.status.label
            told = [
                status,
                case.person_name,
                case.place,
                short_moment(case.created_at, now=self.now),
            ]
            yield self._hit(
                CASE,
                case.council_id,
                title=f"{case.reference} {case.service_name}",
                detail=" · ".join(str(one) for one in told if one),
                href=self.here.address("workspace:case", case.reference),
                likeness=_CERTAIN if is_reference else by_person,
            )

    def _payments(self) -> Iterator[Hit]:
        councils = self._councils("payment.view")
        prefixes = [self.here.council(one).reference_prefix for one in councils]
        exact = next((one for p in prefixes if (one := meant_reference(self.text, prefix=p))), "")
        if not councils or not (exact or _PART.fullmatch(self.text)):
            return
        wanted = Wanted(text=exact or self.text)
        for payment in payments_found(councils, wanted, limit=self.most):
            yield self._payment(payment, _CERTAIN if exact else _OF_PERSON)

    def _payment(self, payment: FoundPayment, likeness: float) -> Hit:
        moment = short_moment(payment.created_at, now=self.now)
        return self._hit(
            PAYMENT,
            payment.council_id,
            title=f"{payment.reference} {pounds(payment.amount_pence)}",
            detail=f"{payment.description} · {moment}",
            href=self.here.address("workspace:payment", payment.id),
            likeness=likeness,
        )

    def _hit(
        self,
        kind: str,
        council_id: int,
        *,
        title: str,
        detail: str,
        href: str,
        likeness: float,
        reason: str = "",
    ) -> Hit:
        return Hit(
            kind=kind,
            title=title,
            detail=detail,
            href=href,
            council=self.here.council(council_id),
            number=self.here.number(council_id),
            likeness=likeness,
            reason=reason,
        )
