"""Changes of accounts written down, for the time until the system has been told of them."""

import json
from collections.abc import Mapping
from dataclasses import asdict

from moothall.people.linking_ports import (
    CancelDirectDebit,
    Change,
    ChangeContact,
    SetUpDirectDebit,
    SwitchEBilling,
)
from moothall.people.linking_words import ChangeKind

_TYPES: Mapping[ChangeKind, type[Change]] = {
    ChangeKind.E_BILLING: SwitchEBilling,
    ChangeKind.CONTACT: ChangeContact,
    ChangeKind.DIRECT_DEBIT_SET_UP: SetUpDirectDebit,
    ChangeKind.DIRECT_DEBIT_CANCEL: CancelDirectDebit,
}
_KINDS = {type_: kind for kind, type_ in _TYPES.items()}


def kind_of_change(change: Change) -> ChangeKind:
    """Return what sort of change this is."""
    return _KINDS[type(change)]


def change_as_text(change: Change) -> str:
    """Write a change down."""
    return json.dumps(asdict(change))


def change_from_text(kind: ChangeKind, text: str) -> Change:
    """Read a change that was written down."""
    return _TYPES[kind](**json.loads(text))
