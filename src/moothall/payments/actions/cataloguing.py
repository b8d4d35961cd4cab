"""Changes to a council's catalogue of what can be paid for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import Conflict
from moothall.kernel.policies import require
from moothall.payments import policies
from moothall.payments.catalogue.fees import Example, FeeRules, example_as_json, rules_as_json
from moothall.payments.catalogue.references import ReferenceFormat
from moothall.payments.errors import CatalogueRefused
from moothall.payments.lookup_ports import owed_lookups
from moothall.payments.models import FeeVersion, Fund, Payable, PayableGroup, PriceKind, Seller

_ANY_REFERENCE = ReferenceFormat(shapes=())
#: More than this nobody pays by card in one line.
MOST_PENCE = 10_000_000


@dataclass(frozen=True, kw_only=True)
class PayableSettings:
    """What a council says of one thing that can be paid for; texts are by language."""

    group: str
    fund: str
    name: Mapping[str, str]
    price_kind: PriceKind
    hint: Mapping[str, str] = field(default_factory=dict)
    other_words: Mapping[str, Sequence[str]] = field(default_factory=dict)
    lgsl: int | None = None
    least_pence: int = 1
    most_pence: int = MOST_PENCE
    opens_on: date | None = None
    closes_on: date | None = None
    reference_name: Mapping[str, str] = field(default_factory=dict)
    reference: ReferenceFormat = _ANY_REFERENCE
    asks_account_name: bool = False
    lookup: str = ""
    lookup_kind: str = ""
    position: int | None = None

    def problem(self) -> str:
        """Return why this cannot be in a catalogue, or nothing."""
        if not 1 <= self.least_pence <= self.most_pence <= MOST_PENCE:
            return f"amounts are between 1p and £{MOST_PENCE // 100:,}, the least first"
        if self.opens_on and self.closes_on and self.closes_on < self.opens_on:
            return "it closes before it opens"
        if self.price_kind is PriceKind.OWED and self.lookup not in owed_lookups:
            known = ", ".join(sorted(one.key for one in owed_lookups)) or "none"
            return f"nobody can be asked what is owed: {self.lookup or 'no look-up'} ({known})"
        if self.price_kind is not PriceKind.FEE and not self.reference_name:
            return "who pays a bill or what they owe must say which: name the reference"
        return self.reference.problem()


@transaction.atomic
def apply_group(
    *, actor: Actor, council_id: int, key: str, name: Mapping[str, str], position: int
) -> PayableGroup:
    """Make a heading of the catalogue, or change it."""
    require(policies.can_edit_catalogue(actor, council_id))
    group, _ = PayableGroup.objects.update_or_create(
        council_id=council_id, key=key, defaults={"name": dict(name), "position": position}
    )
    return group


@transaction.atomic
def apply_payable(
    *, actor: Actor, council_id: int, key: str, settings: PayableSettings, now: datetime
) -> Payable:
    """
    Put a thing into the catalogue, or change what is said of it; what was paid stays as it was.

    :raises CatalogueRefused: saying what cannot be
    """
    require(policies.can_edit_catalogue(actor, council_id))
    problem = settings.problem()
    if problem:
        raise CatalogueRefused(f"{key}: {problem}")
    group = PayableGroup.objects.filter(council_id=council_id, key=settings.group).first()
    fund = Fund.objects.filter(council_id=council_id, key=settings.fund).first()
    if group is None or fund is None:
        missing = f"group {settings.group}" if group is None else f"fund {settings.fund}"
        raise CatalogueRefused(f"{key}: there is no {missing}")
    before = Payable.objects.select_for_update().filter(council_id=council_id, key=key).first()
    payable = before or Payable(council_id=council_id, key=key)
    old = _told(payable) if before else {}
    _take_over(payable, settings, group, fund)
    if before is None and settings.position is None:
        payable.position = Payable.objects.filter(council_id=council_id).count() + 1
    changed = sorted(name for name, value in _told(payable).items() if old.get(name) != value)
    if before is not None and not changed and before.withdrawn_at is None:
        return payable
    payable.changed_at, payable.withdrawn_at = now, None
    payable.save()
    audit.record(
        actor=actor, verb="payable.changed" if before else "payable.added", subject=payable,
        now=now, detail={"key": key, "changed": changed},
    )  # fmt: skip
    return payable


@transaction.atomic
def withdraw_payable(*, actor: Actor, council_id: int, key: str, now: datetime) -> None:
    """Take no more money for a thing; what is in baskets is refused when somebody pays."""
    require(policies.can_edit_catalogue(actor, council_id))
    payable = Payable.objects.select_for_update().get(council_id=council_id, key=key)
    if payable.withdrawn_at is None:
        payable.withdrawn_at = now
        payable.save(update_fields=["withdrawn_at"])
        audit.record(actor=actor, verb="payable.withdrawn", subject=payable, now=now,
                     detail={"key": key})  # fmt: skip


@transaction.atomic
def write_fees(
    *,
    actor: Actor,
    payable_id: UUID,
    valid_from: date,
    rules: FeeRules,
    examples: Sequence[Example],
    now: datetime,
) -> FeeVersion:
    """
    Say what a thing costs from a day on, after the examples have come out as they must.

    The same again changes nothing.

    :raises CatalogueRefused: if the rules cannot be used, or an example comes out otherwise
    :raises Conflict: if that day has other rules already: somebody may have paid by them
    """
    payable = Payable.objects.select_for_update().get(pk=payable_id)
    require(policies.can_edit_catalogue(actor, payable.council_id))
    problem = rules.problem() or ("" if examples else "give an example, so that it can be tried")
    if problem:
        raise CatalogueRefused(f"{payable.key}: {problem}")
    failed = rules.failures(examples)
    if failed:
        at, pence = failed[0]
        raise CatalogueRefused(f"{payable.key}: example {at} comes out as {pence}")
    told = rules_as_json(rules)
    present = FeeVersion.objects.filter(payable_id=payable_id, valid_from=valid_from).first()
    if present is not None:
        if present.rules != told:
            raise Conflict(f"{payable.key} has other fees from {valid_from} on: give a new day")
        return present
    version = FeeVersion(
        council_id=payable.council_id,
        payable_id=payable.pk,
        valid_from=valid_from,
        rules=told,
        examples=[example_as_json(one) for one in examples],
        written_at=now,
        written_by=actor.name or actor.identifier,
    )
    version.save(force_insert=True)
    audit.record(
        actor=actor, verb="payable.fees-written", subject=payable, now=now,
        detail={"version": str(version.pk), "valid_from": valid_from.isoformat()},
    )  # fmt: skip
    return version


@transaction.atomic
def apply_seller(*, actor: Actor, council_id: int, vat_number: str, now: datetime) -> Seller:
    """Say which number for VAT stands on a council's receipts."""
    require(policies.can_edit_catalogue(actor, council_id))
    seller, _ = Seller.objects.get_or_create(council_id=council_id)
    if seller.vat_number != vat_number:
        seller.vat_number = vat_number
        seller.save(update_fields=["vat_number"])
        audit.record(actor=actor, verb="seller.changed", subject=seller, now=now,
                     detail={"vat_number": vat_number})  # fmt: skip
    return seller


def _take_over(
    payable: Payable, settings: PayableSettings, group: PayableGroup, fund: Fund
) -> None:
    payable.group_id, payable.fund_id = group.pk, fund.pk
    payable.name, payable.hint = dict(settings.name), dict(settings.hint)
    payable.other_words = {name: list(words) for name, words in settings.other_words.items()}
    payable.lgsl, payable.price_kind = settings.lgsl, settings.price_kind.value
    payable.least_pence, payable.most_pence = settings.least_pence, settings.most_pence
    payable.opens_on, payable.closes_on = settings.opens_on, settings.closes_on
    payable.reference_name = dict(settings.reference_name)
    payable.reference_shapes = list(settings.reference.shapes)
    payable.reference_check = settings.reference.check
    payable.reference_example = settings.reference.example
    payable.asks_account_name = settings.asks_account_name
    payable.lookup, payable.lookup_kind = settings.lookup, settings.lookup_kind
    if settings.position is not None:
        payable.position = settings.position


def _told(payable: Payable) -> dict[str, object]:
    """Return what a row says, but for when it was changed."""
    return {
        one.attname: getattr(payable, one.attname)
        for one in Payable._meta.concrete_fields
        if one.attname not in {"id", "changed_at"}
    }
