"""Where a carrier asks what a call hears next."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from moothall.councils.requests import CouncilRequest
from moothall.kernel import clock
from moothall.kernel.access import machine
from moothall.kernel.secrets import SecretMissing, secret
from moothall.payments.by_telephone import paying, steps
from moothall.payments.by_telephone.calls import read, written
from moothall.payments.by_telephone.saying import as_markup
from moothall.payments.by_telephone.signatures import HEADER, is_signed

_LONGEST = 80


@machine
@require_POST
def turn(request: CouncilRequest) -> HttpResponse:
    """Take what was keyed and answer with what is said; nothing of it is kept but the payment."""
    if not _is_theirs(request):
        return HttpResponse("Refused.", status=403, content_type="text/plain")
    sid = request.POST.get("CallSid", "")[:_LONGEST]
    state = request.GET.get("call", "")
    keyed = steps.Keyed(
        council=request.council,
        caller=request.POST.get("From", "")[:_LONGEST],
        digits=request.POST.get("Digits", "")[:_LONGEST] if state else None,
        now=clock.now(),
    )
    done = steps.answer(read(state, sid), keyed, pay=paying.pay, text=paying.text)
    address = f"{reverse('pay-by-telephone')}?{urlencode({'call': written(done.call)})}"
    return HttpResponse(
        as_markup(done.said, request.council.url + address), content_type="application/xml"
    )


@machine
@require_POST
def ended(request: CouncilRequest) -> HttpResponse:
    """
    Hear that a call has ended.

    There is nothing to do: what was begun at a gateway is asked about until it ends, and a basket
    that nobody pays runs out.
    """
    return HttpResponse(status=204 if _is_theirs(request) else 403)


def _is_theirs(request: CouncilRequest) -> bool:
    """Tell whether the carrier of this council sent it, over the address that the world sees."""
    try:
        token = secret(f"telephone-{request.council.slug}")
    except SecretMissing:
        return False
    url = request.council.url + request.get_full_path()
    return is_signed(token, url, request.POST.dict(), request.headers.get(HEADER, ""))
