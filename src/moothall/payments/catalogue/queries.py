"""What others ask of the catalogue; answers are frozen rows."""

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from moothall.kernel.errors import NotFound
from moothall.payments.catalogue.fees import Example, FeeRules, rules_from_json
from moothall.payments.catalogue.references import ReferenceFormat
from moothall.payments.catalogue.rows import (
    FeeVersionRow,
    GroupOfPayables,
    PayableRow,
    TriedExample,
)
from moothall.payments.models import FeeVersion, Payable, PayableGroup, PriceKind, Seller
from moothall.payments.wording import words_in


def payables_open(council_id: int, *, on: date, language: str) -> list[GroupOfPayables]:
    """Return what can be paid for on a day, under its headings; two queries."""
    rows = list(_open(council_id, on).order_by("group__position", "group_id", "position", "key"))
    fees = _fees([row.pk for row in rows if row.price_kind == PriceKind.FEE], on)
    return [
        GroupOfPayables(
            name=words_in(group.name, language),
            payables=tuple(_row(one, language, fees.get(one.pk)) for one in members),
        )
        for group, members in groupby(
            (row for row in rows if row.price_kind != PriceKind.FEE or row.pk in fees),
            key=lambda row: row.group,
        )
    ]


def found_in(groups: Sequence[GroupOfPayables], typed: str) -> list[GroupOfPayables]:
    """Return what has every word that somebody typed in its name, hint or other words."""
    words = _folded(typed).split()
    kept = [
        GroupOfPayables(
            name=group.name,
            payables=tuple(
                one
                for one in group.payables
                if all(
                    word in _folded(" ".join((one.name, one.hint, group.name, *one.other_words)))
                    for word in words
                )
            ),
        )
        for group in groups
    ]
    return [group for group in kept if group.payables]


def payable_row(council_id: int, key: str, *, on: date, language: str) -> PayableRow:
    """
    Return one thing that can be paid for on a day; two queries.

    :raises NotFound: if the council has none of this key, or takes no money for it that day
    """
    found = _open(council_id, on).filter(key=key).first()
    if found is None:
        raise NotFound("This council takes no money for this now.")
    fee = _fees([found.pk], on).get(found.pk) if found.price_kind == PriceKind.FEE else None
    if found.price_kind == PriceKind.FEE and fee is None:
        raise NotFound("This has no price yet.")
    return _row(found, language, fee)


def payable_of_account(council_id: int, kind: str, *, on: date, language: str) -> PayableRow | None:
    """Return what is paid on accounts of a kind, such as council tax, or nothing."""
    found = _open(council_id, on).filter(lookup_kind=kind, price_kind=PriceKind.OWED)
    row = found.order_by("position").first()
    return _row(row, language, None) if row else None


def open_keys(council_id: int, keys: Collection[str], *, on: date) -> Mapping[str, UUID | None]:
    """Return those keys that can be paid for on a day, each with its fee version; two queries."""
    rows = list(_open(council_id, on).filter(key__in=keys))
    fees = _fees([row.pk for row in rows if row.price_kind == PriceKind.FEE], on)
    return {row.key: fees[row.pk].pk if row.pk in fees else None for row in rows}


def catalogue_of(council_id: int) -> list[Payable]:
    """Return all that a council has in its catalogue, withdrawn or not, as staff see it."""
    rows = Payable.objects.filter(council_id=council_id).select_related("group", "fund")
    return list(rows.order_by("group__position", "position", "key"))


def payable_for_staff(council_id: int, key: str) -> Payable:
    """
    Return one thing of the catalogue, whether or not it can be paid for now.

    :raises NotFound: if there is none
    """
    found = Payable.objects.select_related("group", "fund").filter(council_id=council_id, key=key)
    row = found.first()
    if row is None:
        raise NotFound("This council has no such thing in its catalogue.")
    return row


def fee_versions(payable_id: UUID) -> list[FeeVersionRow]:
    """Return the versions of what a thing costs, the newest first."""
    rows = FeeVersion.objects.filter(payable_id=payable_id).order_by("-valid_from")
    return [
        FeeVersionRow(
            id=row.pk,
            valid_from=row.valid_from,
            rules=rules_from_json(row.rules),
            examples=row.examples,
            written_at=row.written_at,
            written_by=row.written_by,
        )
        for row in rows
    ]


def group_choices(council_id: int) -> list[tuple[str, str]]:
    """Return a council's headings, each with its name, as a list to choose from."""
    rows = PayableGroup.objects.filter(council_id=council_id).order_by("position")
    return [(group.key, words_in(group.name, "en")) for group in rows]


def tried(rules: FeeRules, examples: Sequence[Example]) -> list[TriedExample]:
    """Return what comes out for each example."""
    failed = dict(rules.failures(examples))
    return [
        TriedExample(
            wanted=one.wanted,
            expected_pence=one.pence,
            came_pence=failed.get(at, one.pence),
            is_right=at not in failed,
        )
        for at, one in enumerate(examples, start=1)
    ]


def vat_number_of(council_id: int) -> str:
    """Return a council's number for VAT, or nothing."""
    return (
        Seller.objects.filter(council_id=council_id).values_list("vat_number", flat=True).first()
        or ""
    )


def _open(council_id: int, on: date) -> QuerySet[Payable]:
    return Payable.objects.select_related("group", "fund").filter(
        Q(opens_on__isnull=True) | Q(opens_on__lte=on),
        Q(closes_on__isnull=True) | Q(closes_on__gte=on),
        council_id=council_id,
        withdrawn_at__isnull=True,
    )


def _fees(payable_ids: Collection[UUID], on: date) -> dict[UUID, FeeVersion]:
    if not payable_ids:
        return {}
    rows = FeeVersion.objects.filter(payable_id__in=payable_ids, valid_from__lte=on)
    newest = rows.order_by(F("payable_id"), "-valid_from").distinct("payable_id")
    return {row.payable_id: row for row in newest}


def _row(payable: Payable, language: str, fee: FeeVersion | None) -> PayableRow:
    return PayableRow(
        id=payable.pk,
        key=payable.key,
        name=words_in(payable.name, language),
        hint=words_in(payable.hint, language),
        names=payable.name,
        other_words=_words(payable.other_words, language),
        group=words_in(payable.group.name, language),
        fund=payable.fund.key,
        lgsl=payable.lgsl,
        price_kind=payable.price_kind,
        least_pence=payable.least_pence,
        most_pence=payable.most_pence,
        reference_name=words_in(payable.reference_name, language),
        reference=ReferenceFormat(
            shapes=tuple(payable.reference_shapes),
            check=payable.reference_check,
            example=payable.reference_example,
        ),
        asks_account_name=payable.asks_account_name,
        lookup=payable.lookup,
        lookup_kind=payable.lookup_kind,
        fee_version=fee.pk if fee else None,
        fees=rules_from_json(fee.rules) if fee else None,
    )


def _words(by_language: Mapping[str, Any], language: str) -> Sequence[str]:
    return tuple(by_language.get(language, ()))


def _folded(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text).casefold()
    return "".join(sign for sign in bare if not unicodedata.combining(sign))
