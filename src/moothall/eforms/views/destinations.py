"""Where a council's forms go: its offices' addresses, which must agree first, and its webhooks."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from moothall.councils.for_council import for_council
from moothall.councils.queries import teams
from moothall.councils.rows import CouncilRow
from moothall.eforms.arrivals import receivers_of
from moothall.eforms.forms import OfficeAddressForm
from moothall.eforms.models import Form
from moothall.eforms.policies import MANAGE
from moothall.eforms.views.managing import screen
from moothall.kernel import clock
from moothall.notifications.actions import ask_to_confirm, drop_address
from moothall.notifications.queries import office_addresses


@for_council(MANAGE)
def destinations(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """Show where forms may go, and ask an address to agree."""
    typed = OfficeAddressForm(request.POST or None)
    if request.method == "POST" and typed.is_valid():
        ask_to_confirm(
            actor=request.actor,  # type: ignore[attr-defined]
            council_id=council.id,
            address=typed.cleaned_data["address"],
            now=clock.now(),
        )
        messages.success(request, _("We have sent a link to this address."))
        return redirect(request.get_full_path())
    asked = {row.address: row for row in office_addresses(council.id)}
    found = teams(council.id)
    staffed = {team.email.lower() for team in found}
    return screen(
        request, council, "destinations", form=typed,
        teams=[(team.name, team.email, asked.get(team.email.lower())) for team in found],
        others=[row for address, row in asked.items() if address not in staffed],
        receivers=sorted(receivers_of(council.id).items()), design=_design(request, council),
    )  # fmt: skip


def _design(request: HttpRequest, council: CouncilRow) -> str:
    """Return the screen of the form from whose design one came, if one did."""
    form = request.GET.get("from", "")
    if not Form.objects.filter(council_id=council.id, slug=form).exists():
        return ""
    where = {"council": council.slug, "form": form, "part": "told"}
    return reverse("workspace:design-part", kwargs=where)


@for_council(MANAGE)
def drop(request: HttpRequest, council: CouncilRow, address: UUID) -> HttpResponse:
    """Send nothing more to an address."""
    if request.method == "POST":
        drop_address(
            actor=request.actor,  # type: ignore[attr-defined]
            council_id=council.id,
            address_id=address,
            now=clock.now(),
        )
        messages.success(request, _("Nothing is sent to this address any more."))
    return redirect("workspace:form-destinations", council=council.slug)
