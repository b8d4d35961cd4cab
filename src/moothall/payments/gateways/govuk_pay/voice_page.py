"""
A caller keys a card at the voice page of a company that is certified to hear card numbers.

GOV.UK Pay has no voice page. It takes a card that a program sends, once, for a payment that was
begun as `moto_api`; that program is the company's. It is told where to send the card, and says
which number the call goes on to; the contract is in `docs/payments/by-telephone.md`.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx

from moothall.kernel.errors import GiveUp, Retry
from moothall.kernel.secrets import SecretMissing, secret
from moothall.payments.by_telephone.ports import HandOver
from moothall.payments.gateways.govuk_pay import mapping
from moothall.payments.gateways.govuk_pay.options import GovukPayOptions

#: In seconds: a caller hears nothing meanwhile.
LONGEST_WAIT = 5.0
_KEYS = frozenset("0123456789*#wW")
_NUMBER = frozenset("+0123456789")
_LONGEST = 40


def hand_over(
    payment: Mapping[str, Any], gateway_reference: str, language: str, options: GovukPayOptions
) -> HandOver:
    """
    Tell the voice page of a payment, and return where the call goes on; told twice, it is one call.

    :raises Retry: if the voice page does not answer
    :raises GiveUp: if no card can be sent any more, or the council has no voice page
    """
    sent_to = mapping.card_is_sent_to(payment)
    if not options.voice_page_url or sent_to is None:
        raise GiveUp("No card can be keyed for this payment.")
    address, token = sent_to
    if urlsplit(address).netloc != urlsplit(options.base_url).netloc:
        raise GiveUp("GOV.UK Pay wants the card to be sent elsewhere.")
    told = {
        "payment": gateway_reference,
        "amount_pence": payment.get("amount"),
        "language": language,
        "send_card_to": address,
        "one_time_token": token,
    }
    try:
        answer = httpx.post(
            f"{options.voice_page_url.rstrip('/')}/calls",
            json=told,
            headers={"Authorization": f"Bearer {secret(options.voice_page_secret)}"},
            timeout=LONGEST_WAIT,
        )
        said = answer.json() if answer.is_success else {}
    except (httpx.HTTPError, SecretMissing, ValueError) as error:
        raise Retry(f"The voice page does not answer: {type(error).__name__}.") from error
    number, keys = str(said.get("number", "")), str(said.get("keys", ""))
    is_usable = number and set(number) <= _NUMBER and set(keys) <= _KEYS
    if not is_usable or max(len(number), len(keys)) > _LONGEST:
        raise Retry(f"The voice page answered {answer.status_code} without a number.")
    return HandOver(number=number, keys=keys)
