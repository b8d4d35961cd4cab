"""Where a carrier brings texts that people sent."""

import hmac
import json

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from moothall.councils.requests import CouncilRequest
from moothall.kernel import clock
from moothall.kernel.access import machine
from moothall.kernel.secrets import SecretMissing, secret
from moothall.verticals.parking.actions.texting import Received, take_text
from moothall.verticals.parking.queries import rules_of

_LONGEST_ID, _LONGEST_NUMBER, _LONGEST_TEXT = 100, 30, 1_000
_BEARER = "Bearer "


@machine
@require_POST
def received_text(request: CouncilRequest) -> HttpResponse:
    """
    Take a text, in the shape in which GOV.UK Notify passes on those that it receives.

    Whoever brings it shows the secret that the council's file names; a council that names none
    takes no texts. Brought again it is thanked for and nothing happens.
    """
    council_id = request.council.id
    if not _is_proven(request, council_id):
        return _said("Refused.", 403)
    received = _read(request.body)
    if received is None:
        return _said("This is no text: id, source_number and message are needed.", 400)
    take_text(council_id=council_id, received=received, now=clock.now())
    return HttpResponse(status=204)


def _is_proven(request: CouncilRequest, council_id: int) -> bool:
    rules = rules_of(council_id)
    given = request.headers.get("Authorization", "")
    if rules is None or not rules.texts_secret or not given.startswith(_BEARER):
        return False
    try:
        expected = secret(rules.texts_secret)
    except SecretMissing:
        return False
    return bool(expected) and hmac.compare_digest(
        given.removeprefix(_BEARER).encode(), expected.encode()
    )


def _read(body: bytes) -> Received | None:
    try:
        told = json.loads(body)
        given = [told["id"], told["source_number"], told["message"]]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    most = (_LONGEST_ID, _LONGEST_NUMBER, _LONGEST_TEXT)
    for value, longest in zip(given, most, strict=True):
        if not isinstance(value, str) or not 0 < len(value) <= longest or "\x00" in value:
            return None
    return Received(carrier_id=given[0], number=given[1], words=given[2])


def _said(words: str, status: int) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain")
