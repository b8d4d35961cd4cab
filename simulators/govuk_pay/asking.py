"""What services ask for, and whether they may."""

import hashlib
import json
import re
from typing import Any

from simulators.govuk_pay.accounts import Account
from simulators.govuk_pay.records import Payment, new_id
from simulators.govuk_pay.refusals import RefusedError, invalid, missing, unexpected

LARGEST_AMOUNT = 10_000_000
LEAST_FOR_STRIPE = 30
LONGEST_TEXT = 255
LONGEST_ADDRESS = 2000
LONGEST_EMAIL = 254
LONGEST_KEY = 255
MOST_METADATA, LONGEST_METADATA_NAME, LONGEST_METADATA_VALUE = 15, 30, 100
MODES = ("web", "agreement", "moto_api")
REASONS = ("instalment", "recurring", "unscheduled")
MOTO_NOT_ENABLED = (
    "MOTO payments are not enabled for this account. Please contact support if you would like to "
    "process MOTO payments - https://www.payments.service.gov.uk/support/ ."
)
REPEATS_NOT_ALLOWED = (
    "Recurring card payments are currently disabled for this service. Contact support with your "
    "error code - https://www.payments.service.gov.uk/support/"
)
MOTO_API_NOT_ENABLED = "Using authorisation_mode of moto_api is not allowed for this account"
KEY_USED = (
    "The `Idempotency-Key` you sent in the request header has already been used to create a "
    "payment."
)
_ADDRESS = re.compile(r"https?://|\bwww\.", re.IGNORECASE)
_KEY = re.compile(r"[a-zA-Z0-9-]+")


def read_json(body: bytes, *, code: str) -> dict[str, Any]:
    """
    Read the body of a request.

    :raises RefusedError: if it is no JSON object
    """
    try:
        asked = json.loads(body)
    except ValueError:
        asked = None
    if not isinstance(asked, dict):
        raise RefusedError(400, code, "Unable to parse JSON")
    return asked


def payment(asked: dict[str, Any], account: Account, *, now: float, key: str) -> Payment:
    """
    Read what payment is asked for.

    :raises RefusedError: naming what is missing, wrong or not allowed
    """
    mode = _one_of(asked, "authorisation_mode", MODES) or "web"
    amount = _amount(asked, account)
    reference = _text(asked, "reference")
    description = _text(asked, "description")
    payment_id = new_id()
    return Payment(
        id=payment_id,
        account=account.slug,
        created_at=now,
        amount=amount,
        reference=reference,
        description=description,
        return_url=_return_url(asked, mode),
        language=_one_of(asked, "language", ("en", "cy")) or "en",
        email=_email(asked, mode),
        moto=_moto(asked, account, mode),
        delayed_capture=_flag(asked, "delayed_capture"),
        metadata=_metadata(asked),
        prefilled=_prefilled(asked, mode),
        mode=mode,
        set_up_agreement=_agreement(asked, account, "set_up_agreement"),
        agreement_id=_agreement(asked, account, "agreement_id") if mode == "agreement" else "",
        agreement_payment_type=_one_of(asked, "agreement_payment_type", REASONS),
        provider=account.provider,
        provider_id=new_id(),
        idempotency_key=_key(key) if mode == "agreement" else "",
        asked=digest(asked),
    )


def agreement(asked: dict[str, Any], account: Account) -> tuple[str, str, str]:
    """
    Read what agreement is asked for: its reference, description and the user's identifier.

    :raises RefusedError: naming what is missing, wrong or not allowed
    """
    if "recurring" not in account.features:
        raise RefusedError(403, "P0942", REPEATS_NOT_ALLOWED)
    user = asked.get("user_identifier", "")
    if not isinstance(user, str) or len(user) > LONGEST_TEXT:
        raise invalid("user_identifier", _at_most(LONGEST_TEXT), code="P2102")
    reference = _text(asked, "reference", missing_code="P2101", code="P2102")
    return reference, _text(asked, "description", missing_code="P2101", code="P2102"), user


def refund(asked: dict[str, Any]) -> tuple[int, int | None]:
    """
    Read how much is to be refunded, and how much its service thinks is left.

    :raises RefusedError: naming what is missing or wrong
    """
    if asked.get("amount") is None:
        raise missing("amount", code="P0601")
    amount = _whole(asked["amount"], "amount", least=1, code="P0602")
    left = asked.get("refund_amount_available")
    if left is None:
        return amount, None
    return amount, _whole(left, "refund_amount_available", least=1, code="P0602")


def digest(asked: dict[str, Any]) -> str:
    """Return what tells two requests apart."""
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


def _whole(value: Any, name: str, *, least: int, code: str = "P0102") -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise invalid(name, "Must be a valid numeric format", code=code)
    if value < least:
        raise invalid(name, f"Must be greater than or equal to {least}", code=code)
    if value > LARGEST_AMOUNT:
        raise invalid(name, f"Must be less than or equal to {LARGEST_AMOUNT}", code=code)
    return value


def _amount(asked: dict[str, Any], account: Account) -> int:
    if asked.get("amount") is None:
        raise missing("amount")
    least = LEAST_FOR_STRIPE if account.provider == "stripe" else 1
    return _whole(asked["amount"], "amount", least=least)


def _text(
    asked: dict[str, Any], name: str, *, missing_code: str = "P0101", code: str = "P0102"
) -> str:
    value = asked.get(name)
    if value is None or value == "":
        raise missing(name, code=missing_code)
    if not isinstance(value, str):
        raise invalid(name, "Must be of type String", code=code)
    if len(value) > LONGEST_TEXT:
        raise invalid(name, _at_most(LONGEST_TEXT), code=code)
    if _ADDRESS.search(value):
        raise invalid(name, "Must not contain a URL", code=code)
    return value


def _return_url(asked: dict[str, Any], mode: str) -> str:
    address = asked.get("return_url")
    if mode != "web":
        if address is not None:
            raise unexpected("return_url")
        return ""
    if address is None or address == "":
        raise missing("return_url")
    if not isinstance(address, str) or not re.match(r"https?://[^/]", address):
        raise invalid("return_url", "Must be a valid URL format")
    if len(address) > LONGEST_ADDRESS:
        raise invalid("return_url", _at_most(LONGEST_ADDRESS))
    return address


def _email(asked: dict[str, Any], mode: str) -> str:
    email = asked.get("email")
    if email is None:
        return ""
    if mode == "agreement":
        raise unexpected("email")
    if not isinstance(email, str) or len(email) > LONGEST_EMAIL:
        raise invalid("email", _at_most(LONGEST_EMAIL))
    return email


def _prefilled(asked: dict[str, Any], mode: str) -> dict[str, Any]:
    given = asked.get("prefilled_cardholder_details")
    if given is None:
        return {}
    if mode == "agreement":
        raise unexpected("prefilled_cardholder_details")
    if not isinstance(given, dict):
        raise invalid("prefilled_cardholder_details", "Must be an object")
    return given


def _moto(asked: dict[str, Any], account: Account, mode: str) -> bool:
    moto = _flag(asked, "moto")
    if mode == "moto_api" and "moto_api" not in account.features:
        raise RefusedError(422, "P0195", MOTO_API_NOT_ENABLED)
    if moto and "moto" not in account.features:
        raise RefusedError(422, "P0196", MOTO_NOT_ENABLED)
    return moto or mode == "moto_api"


def _agreement(asked: dict[str, Any], account: Account, name: str) -> str:
    value = asked.get(name)
    if value is None:
        if name == "agreement_id":
            raise missing(name)
        return ""
    if "recurring" not in account.features:
        raise RefusedError(403, "P0942", REPEATS_NOT_ALLOWED)
    if not isinstance(value, str) or len(value) != len(new_id()):
        raise invalid(name, "Field [" + name + "] length must be 26")
    if _flag(asked, "delayed_capture"):
        raise unexpected("delayed_capture")
    return value


def _flag(asked: dict[str, Any], name: str) -> bool:
    value = asked.get(name, False)
    if not isinstance(value, bool):
        raise invalid(name, "Must be true or false")
    return value


def _one_of(asked: dict[str, Any], name: str, allowed: tuple[str, ...]) -> str:
    value = asked.get(name)
    if value is None:
        return ""
    if value not in allowed:
        raise invalid(name, f"Must be one of {', '.join(allowed)}")
    return str(value)


def _metadata(asked: dict[str, Any]) -> dict[str, Any]:
    given = asked.get("metadata")
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise invalid("metadata", "Must be an object of JSON key-value pairs")
    if not 1 <= len(given) <= MOST_METADATA:
        raise invalid("metadata", f"Must have between 1 and {MOST_METADATA} key-value pairs")
    if any(not 1 <= len(name) <= LONGEST_METADATA_NAME for name in given):
        raise invalid("metadata", "Keys must be between 1 and 30 characters long")
    for value in given.values():
        if not isinstance(value, str | int | float | bool):
            raise invalid("metadata", "Values must be of type String, Boolean or Number")
        if isinstance(value, str) and len(value) > LONGEST_METADATA_VALUE:
            raise invalid("metadata", "Values must be no greater than 100 characters long")
    return given


def _key(key: str) -> str:
    if key and (len(key) > LONGEST_KEY or not _KEY.fullmatch(key)):
        raise RefusedError(
            422,
            "P0102",
            "Header [Idempotency-Key] can only contain alphanumeric characters and hyphens",
            header="Idempotency-Key",
        )
    return key


def _at_most(length: int) -> str:
    return f"Must be less than or equal to {length} characters length"
