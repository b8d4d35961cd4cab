"""Where gateways tell us that something happened to a payment."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from moothall.councils.requests import CouncilRequest
from moothall.kernel.access import machine
from moothall.payments import actions, tasks
from moothall.payments.ports import HintRefused, gateways


@machine
@require_POST
def gateway_hint(request: CouncilRequest, gateway: str) -> HttpResponse:
    """
    Take a gateway's message for the council of this host, and leave asking to a worker.

    What it says is not believed, only about which payment it is. One about a payment that is not
    the council's is thanked for all the same, so that the gateway does not repeat it.
    """
    if gateway not in gateways:
        return HttpResponse("There is no such gateway.", status=404, content_type="text/plain")
    council_id = request.council.id
    try:
        payment_id = actions.take_hint(
            council_id=council_id, gateway=gateway, headers=request.headers, body=request.body
        )
    except HintRefused:
        return HttpResponse("Refused.", status=403, content_type="text/plain")
    if payment_id is not None:
        tasks.check_soon(council_id=council_id, payment_id=payment_id)
    return HttpResponse(status=204)
