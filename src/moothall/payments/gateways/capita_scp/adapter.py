"""Cards by Pay360 "SCP simple"."""

import base64
import binascii
import secrets
from collections.abc import Mapping
from typing import ClassVar
from urllib.parse import urlsplit
from uuid import UUID

from lxml import etree

from moothall.kernel import clock
from moothall.kernel.errors import GiveUp, Retry
from moothall.kernel.options import Options
from moothall.kernel.secrets import SecretMissing, secret
from moothall.payments.gateways.capita_scp import mapping, messages, signature, soap, wire
from moothall.payments.gateways.capita_scp.options import CapitaScpOptions
from moothall.payments.gateways.capita_scp.signature import Credentials
from moothall.payments.ports import (
    CardEntry,
    GatewayStatus,
    Hint,
    HintRefused,
    LostAnswer,
    Started,
    StartPayment,
)

#: So that two requests in one second, or two programs with one clock, never have the same.
RANDOM_BYTES = 8


class CapitaScpGateway:
    """Pay360's hosted page, which never calls us: a sale is asked about until it has ended."""

    key: ClassVar[str] = "capita_scp"
    label: ClassVar[str] = "Pay360 (Capita, Civica or Access SCP)"
    options: ClassVar[type[Options]] = CapitaScpOptions
    entries: ClassVar[frozenset[CardEntry]] = frozenset({CardEntry.ONLINE, CardEntry.TELEPHONE})
    gives_hints: ClassVar[bool] = False

    def start(self, request: StartPayment, options: Options, /) -> Started:
        """
        Begin a sale; after a lost answer begin another, for nobody can ever pay the lost one.

        A sale is paid at a page whose address only its answer tells, so one whose answer was lost
        ends by itself, unpaid. Only the last one begun can be paid.

        :raises Retry: if none was begun that could be paid, for a passing reason
        :raises LostAnswer: if one may have been begun
        :raises GiveUp: if the portal refuses it, or a code does not fit
        """
        chosen = _own(options)
        asked = mapping.to_invoke(request, chosen)
        message = messages.invoke(asked, _credentials(request.reference, chosen))
        answer = _call(chosen, message, expects=messages.INVOKED)
        is_secure = urlsplit(chosen.endpoint).scheme == "https"
        return mapping.to_started(answer, is_secure=is_secure)

    def fetch(self, gateway_reference: str, options: Options, /) -> GatewayStatus:
        """
        Ask how a sale stands.

        :raises Retry: if the portal does not answer
        :raises GiveUp: if it knows of no such sale
        """
        chosen = _own(options)
        credentials = _credentials(gateway_reference, chosen)
        message = messages.query(gateway_reference, chosen.site_id, credentials)
        try:
            answer = _call(chosen, message, expects=messages.QUERIED)
        except LostAnswer as error:
            # Asking changes nothing, so that nothing is lost with the answer.
            raise Retry(str(error)) from error
        except GiveUp as error:
            # The portal did not even look, which says nothing about the sale.
            raise Retry(str(error)) from error
        return mapping.to_status(answer, gateway_reference)

    def find(self, _payment_id: UUID, _reference: str, _options: Options, /) -> None:
        """Find nothing: the portal cannot be asked by our reference, and `start` needs no look."""

    def cancel(self, gateway_reference: str, options: Options, /) -> GatewayStatus:
        """
        Say how a sale stands: the portal lets nobody but its payer stop it.

        :raises Retry: if the portal does not answer
        :raises GiveUp: if it knows of no such sale
        """
        return self.fetch(gateway_reference, options)

    def read_hint(self, _headers: Mapping[str, str], _body: bytes, _options: Options, /) -> Hint:
        """
        Believe nothing.

        :raises HintRefused: always, since the portal never calls us
        """
        raise HintRefused("Pay360 calls nobody.")


def _call(options: CapitaScpOptions, message: etree._Element, *, expects: str) -> soap.Answer:
    return wire.call(
        options.endpoint,
        soap.envelope(message),
        expects=expects,
        seconds=int(options.timeout_seconds),
    )


def _credentials(about: str, options: CapitaScpOptions) -> Credentials:
    """
    Sign one request, by the clock of this moment.

    :raises Retry: if the council's key is not there yet, or is none
    """
    try:
        key = base64.b64decode(secret(options.key_secret))
    except SecretMissing as error:
        raise Retry(str(error)) from error
    except binascii.Error as error:
        raise Retry(f"The secret {options.key_secret!r} is not base 64.") from error
    return signature.sign(
        scp_id=options.scp_id,
        key_id=options.key_id,
        key=key,
        unique_reference=f"{about}:{secrets.token_hex(RANDOM_BYTES)}",
        now=clock.now(),
    )


def _own(options: Options) -> CapitaScpOptions:
    if not isinstance(options, CapitaScpOptions):
        raise TypeError("These are another gateway's options.")
    return options
