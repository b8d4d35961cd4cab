"""One call of the portal's web service: bounded in time and size, on a connection of its own."""

import time
from http import HTTPStatus

import httpx

from moothall.kernel.errors import GiveUp, Retry
from moothall.payments.gateways.capita_scp import mapping
from moothall.payments.gateways.capita_scp.soap import Answer, Fault, Unreadable, message_in
from moothall.payments.ports import LostAnswer

LARGEST_ANSWER = 1_000_000
#: In seconds.
MOST_TO_CONNECT, MOST_TO_SEND = 5, 5
HEADERS = {
    "Content-Type": "text/xml; charset=utf-8",
    "Accept": "text/xml",
    "SOAPAction": "",
    "User-Agent": "Moothall",
}
#: By these a call fails before anything of it has left.
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)
#: By these a server says that it does nothing for now; faults in SOAP come with 500 (section 6.2).
_NOT_NOW = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})


def call(endpoint: str, envelope: bytes, *, expects: str, seconds: int) -> Answer:
    """
    Send an envelope and return the message that comes back.

    :raises Retry: if it surely never arrived, or was not looked at
    :raises LostAnswer: if it may have arrived, and no answer that can be read came
    :raises GiveUp: if the portal refuses the request as such
    """
    until = time.monotonic() + seconds
    timeout = httpx.Timeout(seconds, connect=min(seconds, MOST_TO_CONNECT), write=MOST_TO_SEND)
    try:
        with (
            httpx.Client(timeout=timeout, trust_env=False) as client,
            client.stream("POST", endpoint, content=envelope, headers=HEADERS) as reply,
        ):
            body = _bounded(reply, until=until)
    except _NOT_SENT as error:
        raise Retry(f"Pay360 was not reached: {type(error).__name__}.") from error
    except httpx.InvalidURL as error:
        raise Retry("The address of Pay360 is none.") from error
    except httpx.HTTPError as error:
        raise LostAnswer(f"Pay360 did not answer: {type(error).__name__}.") from error
    if reply.status_code in _NOT_NOW:
        raise Retry(f"Pay360 takes nothing for now: {reply.status_code}.")
    return _understood(reply.status_code, body, expects)


def _understood(status: int, body: bytes, expects: str) -> Answer:
    try:
        # A fault counts whatever the status: there are portals that send one with 200.
        answer = message_in(body, expects)
    except Fault as fault:
        said = mapping.reason(str(fault))
        if fault.is_ours:
            raise GiveUp(f"Pay360 did not accept the request: {said}") from fault
        raise LostAnswer(f"Pay360 failed: {said}") from fault
    except Unreadable as error:
        if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
            raise Retry(f"Pay360 answered {status}, and not in SOAP.") from error
        raise LostAnswer(f"Pay360 answered {status}: {error}") from error
    if status != HTTPStatus.OK:
        raise LostAnswer(f"Pay360 answered {status}.")
    return answer


def _bounded(reply: httpx.Response, *, until: float) -> bytes:
    read = bytearray()
    for chunk in reply.iter_bytes():
        read += chunk
        if len(read) > LARGEST_ANSWER or time.monotonic() > until:
            raise httpx.ReadTimeout("The answer is too long, or comes too slowly.")
    return bytes(read)
