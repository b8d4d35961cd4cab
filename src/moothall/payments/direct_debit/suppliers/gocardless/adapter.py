"""GoCardless by its own client, with keys that let every request be repeated."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, ClassVar, TypeVar
from uuid import UUID

import gocardless_pro
import requests
from gocardless_pro import errors, webhooks

from moothall.kernel.errors import GiveUp, Retry
from moothall.kernel.options import Options
from moothall.kernel.secrets import SecretMissing, secret
from moothall.payments.direct_debit.ports import (
    Answer,
    Collect,
    CollectionOutcome,
    CollectionStatus,
    DebitHint,
    DebitHintRefused,
    HintAbout,
    HostedBegun,
    HostedSignUp,
    Later,
    Lodge,
    MandateOutcome,
    MandateStatus,
    Refused,
    Run,
    SignedUp,
    Submitted,
    Taken,
    Withdraw,
)
from moothall.payments.direct_debit.suppliers.gocardless import hosting
from moothall.payments.direct_debit.suppliers.gocardless.mapping import (
    COLLECTIONS,
    MANDATES,
    code_of,
)
from moothall.payments.direct_debit.suppliers.gocardless.options import GoCardlessOptions

T = TypeVar("T")

_SCHEME = "bacs"
_PATIENCE = (5.0, 20.0)
_ABOUT = {"mandates": HintAbout.MANDATE, "payments": HintAbout.COLLECTION}
_PASSING = (
    errors.RateLimitError,
    errors.GoCardlessInternalError,
    errors.MalformedResponseError,
    errors.AuthenticationError,
    errors.PermissionsError,
)
_LASTING = (
    errors.ValidationFailedError,
    errors.InvalidStateError,
    errors.InvalidApiUsageError,
)


class GoCardless:
    """Customers, bank accounts, mandates and payments at GoCardless, typed on our page or its."""

    key: ClassVar[str] = "gocardless"
    label: ClassVar[str] = "GoCardless"
    options: ClassVar[type[Options]] = GoCardlessOptions
    #: It hands over to Bacs itself, and wants a payment some days before.
    lead_days: ClassVar[int] = 5

    def submit(self, run: Run, options: Options, /) -> Submitted:
        """
        Ask for each item; the same item asked for again is the same item there.

        :raises GiveUp: if the council's token is not there
        """
        client = _client(_read(options))
        creditor = _read(options).creditor
        answers: dict[UUID, Answer] = {}
        for lodged in run.lodge:
            answers[lodged.mandate_id] = _answer(partial(_lodge, client, lodged, creditor))
        for ended in run.withdraw:
            answers[ended.mandate_id] = _answer(partial(_withdraw, client, ended))
        for asked in run.collect:
            answers[asked.collection_id] = _answer(partial(_collect, client, asked))
        return Submitted(answers=answers)

    def hosts(self, options: Options, /) -> bool:
        """Tell whether payers type their account at GoCardless."""
        return _read(options).pages == "hosted"

    def begin_sign_up(self, asked: HostedSignUp, options: Options, /) -> HostedBegun:
        """
        Make a billing request, once for each mandate of ours, and a way to its pages.

        :raises Retry: if GoCardless does not answer
        :raises GiveUp: if it refuses
        """
        chosen = _read(options)
        return _asked(partial(hosting.begin, _client(chosen), asked, chosen.creditor))

    def signed_up(self, hosted_reference: str, options: Options, /) -> SignedUp | None:
        """
        Ask whether the payer has agreed.

        :raises Retry: if GoCardless does not answer
        :raises GiveUp: if it knows of no such billing request
        """
        return _asked(partial(hosting.outcome, _client(_read(options)), hosted_reference))

    def mandate(self, collector_reference: str, options: Options, /) -> MandateStatus:
        """
        Ask how a mandate stands.

        :raises Retry: if GoCardless does not answer
        :raises GiveUp: if it knows of no such mandate
        """
        client = _client(_read(options))
        found = _asked(lambda: client.mandates.get(collector_reference))
        outcome = MANDATES.get(found.status, MandateOutcome.UNDER_WAY)
        code, reason = "", ""
        if outcome not in {MandateOutcome.UNDER_WAY, MandateOutcome.ACTIVE}:
            code, reason, _on = _why(client, "mandate", collector_reference, found.status)
        return MandateStatus(
            collector_reference=collector_reference, outcome=outcome, code=code, reason=reason
        )

    def collection(self, collector_reference: str, options: Options, /) -> CollectionStatus:
        """
        Ask how a payment stands.

        :raises Retry: if GoCardless does not answer
        :raises GiveUp: if it knows of no such payment
        """
        client = _client(_read(options))
        found = _asked(lambda: client.payments.get(collector_reference))
        outcome = COLLECTIONS.get(found.status, CollectionOutcome.UNDER_WAY)
        code, reason, on = "", "", None
        if outcome is CollectionOutcome.PAID:
            on = date.fromisoformat(found.charge_date)
        elif outcome is not CollectionOutcome.UNDER_WAY:
            code, reason, on = _why(client, "payment", collector_reference, found.status)
        return CollectionStatus(
            collector_reference=collector_reference,
            outcome=outcome,
            amount_pence=int(found.amount),
            code=code,
            reason=reason,
            on=on,
        )

    def read_hints(
        self, headers: Mapping[str, str], body: bytes, options: Options, /
    ) -> Sequence[DebitHint]:
        """
        Read which mandates and payments something happened to.

        :raises DebitHintRefused: if it is not signed with the council's secret, or no such message
        """
        signature = headers.get("Webhook-Signature", "")
        try:
            events = webhooks.parse(body, secret(_read(options).webhook_secret), signature)
            links = [(one.resource_type, one.attributes.get("links", {})) for one in events]
        except (errors.InvalidSignatureError, SecretMissing) as error:
            raise DebitHintRefused("The signature is wrong.") from error
        except (json.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
            raise DebitHintRefused("The message cannot be read.") from error
        hints = {
            DebitHint(about=about, collector_reference=str(reference)): None
            for kind, of in links
            if (about := _ABOUT.get(kind)) and (reference := of.get(kind.removesuffix("s")))
        }
        return list(hints)


def _lodge(client: Any, one: Lodge, creditor: str) -> str:
    """Make the customer, the bank account and the mandate; each under a key of its own."""
    given, _, family = one.details.name.strip().rpartition(" ")
    customer = client.customers.create(
        params={
            "given_name": given or family,
            "family_name": family,
            "country_code": "GB",
            "language": "en",
            **({"email": one.email} if one.email else {}),
            "metadata": {"mandate": str(one.mandate_id)},
        },
        headers=_once(one.mandate_id, "customer"),
    )
    account = client.customer_bank_accounts.create(
        params={
            "account_holder_name": one.details.name,
            "account_number": one.details.account_number,
            "branch_code": one.details.sort_code,
            "country_code": "GB",
            "links": {"customer": customer.id},
        },
        headers=_once(one.mandate_id, "account"),
    )
    mandate = client.mandates.create(
        params={
            "scheme": _SCHEME,
            "reference": one.reference,
            "metadata": {"mandate": str(one.mandate_id)},
            "links": {
                "customer_bank_account": account.id,
                **({"creditor": creditor} if creditor else {}),
            },
        },
        headers=_once(one.mandate_id, "mandate"),
    )
    return str(mandate.id)


def _withdraw(client: Any, one: Withdraw) -> str:
    client.mandates.cancel(one.collector_reference)
    return one.collector_reference


def _collect(client: Any, one: Collect) -> str:
    """Make the payment, or have one that failed presented again."""
    if one.collector_reference:
        return _retry(client, one)
    made = client.payments.create(
        params={
            "amount": one.amount_pence,
            "currency": "GBP",
            "charge_date": one.collects_on.isoformat(),
            "retry_if_possible": False,
            "metadata": {"collection": str(one.collection_id)},
            "links": {"mandate": one.mandate_collector_reference},
        },
        headers=_once(one.collection_id, f"attempt-{one.attempt}"),
    )
    return str(made.id)


def _retry(client: Any, one: Collect) -> str:
    """
    Have a payment presented again.

    Keys protect what is made, not what is done: where an earlier answer may have been lost, a
    payment that has not failed any more was presented.

    :raises errors.InvalidStateError: if it may not be presented again
    """
    try:
        client.payments.retry(
            one.collector_reference, params={"charge_date": one.collects_on.isoformat()}
        )
    except errors.InvalidStateError:
        found = client.payments.get(one.collector_reference)
        if found.status not in {"pending_submission", "submitted"}:
            raise
    return one.collector_reference


def _answer(ask: Callable[[], str]) -> Answer:
    """Ask for one item, and say what came of it."""
    try:
        return Taken(collector_reference=ask())
    except _LASTING as error:
        return Refused(code=str(error.type or "refused"), reason=str(error.message))
    except _PASSING as error:
        return Later(reason=type(error).__name__)
    except errors.GoCardlessProError as error:
        return Later(reason=type(error).__name__, outcome_unknown=True)
    except requests.RequestException as error:
        return Later(reason=type(error).__name__, outcome_unknown=True)


def _asked(ask: Callable[[], T]) -> T:
    """
    Ask how something stands.

    :raises Retry: if there is no answer now
    :raises GiveUp: if there is no such thing
    """
    try:
        return ask()
    except _LASTING as error:
        raise GiveUp(str(error.message)) from error
    except (errors.GoCardlessProError, requests.RequestException) as error:
        raise Retry(f"GoCardless does not answer: {type(error).__name__}.") from error


def _why(client: Any, kind: str, reference: str, action: str) -> tuple[str, str, date | None]:
    """Return code, words and day of the last event that brought a thing to its state."""
    listed = _asked(
        lambda: client.events.list(params={kind: reference, "action": action, "limit": 1})
    )
    if not listed.records:
        return action, "", None
    event = listed.records[0]
    details = event.attributes.get("details", {})
    code = code_of(details.get("reason_code") or "", details.get("cause") or action)
    return code, details.get("description") or "", date.fromisoformat(event.created_at[:10])


def _once(item: UUID, part: str) -> dict[str, str]:
    return {"Idempotency-Key": f"{item}-{part}"}


def _client(options: GoCardlessOptions) -> Any:
    """
    Return the company's own client.

    :raises GiveUp: if the secret is not there
    """
    try:
        token = secret(options.token_secret)
    except SecretMissing as error:
        raise GiveUp(str(error)) from error
    return gocardless_pro.Client(access_token=token, base_url=options.base_url, timeout=_PATIENCE)


def _read(options: Options) -> GoCardlessOptions:
    if not isinstance(options, GoCardlessOptions):
        raise TypeError("These are not the options of GoCardless.")
    return options
