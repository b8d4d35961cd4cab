"""Setting up at GoCardless's own pages: a billing request, and a flow that leads there."""

from typing import Any

from moothall.payments.direct_debit.ports import HostedBegun, HostedSignUp, SignedUp

#: Its pages speak no Welsh.
_LANGUAGE = "en"
_LONGEST_NAME = 100


def begin(client: Any, asked: HostedSignUp, creditor: str) -> HostedBegun:
    """Make the billing request, which a key keeps from being made twice, and a new way to it."""
    wanted = client.billing_requests.create(
        params={
            "mandate_request": {
                "scheme": "bacs",
                "currency": "GBP",
                "description": asked.description,
                "metadata": {"mandate": str(asked.mandate_id)},
            },
            "metadata": {"mandate": str(asked.mandate_id)},
            **({"links": {"creditor": creditor}} if creditor else {}),
        },
        headers={"Idempotency-Key": f"{asked.mandate_id}-billing-request"},
    )
    flow = client.billing_request_flows.create(
        params={
            "redirect_uri": asked.return_url,
            "exit_uri": asked.exit_url,
            "language": _LANGUAGE,
            "links": {"billing_request": wanted.id},
            **({"prefilled_customer": {"email": asked.email}} if asked.email else {}),
        }
    )
    return HostedBegun(hosted_reference=str(wanted.id), url=str(flow.authorisation_url))


def outcome(client: Any, hosted_reference: str) -> SignedUp | None:
    """Return the mandate that came of it, once the payer has agreed."""
    wanted = client.billing_requests.get(hosted_reference)
    reference = wanted.links.mandate_request_mandate
    if wanted.status != "fulfilled" or not reference:
        return None
    mandate = client.mandates.get(reference)
    account = client.customer_bank_accounts.get(mandate.links.customer_bank_account)
    return SignedUp(
        collector_reference=str(mandate.id),
        reference=str(mandate.reference or ""),
        account_name=str(account.account_holder_name or "")[:_LONGEST_NAME],
        account_ending=str(account.account_number_ending or ""),
    )
