"""Who may enter Wagtail's admin, for which council, and in what transaction they work there."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase

from moothall.content.fence.editors import keep_membership
from moothall.content.policies import can_edit_website
from moothall.councils.rows import CouncilRow
from moothall.kernel.access import SAFE_METHODS
from moothall.kernel.actors import Actor
from moothall.kernel.scope import acting_for
from moothall.people.models import Account

Next = Callable[[HttpRequest], HttpResponseBase]

ADMIN = "/cms/"
BROKEN = 500

#: As strict as Wagtail's admin allows: its menus and pickers write style into the page.
POLICY = {
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:"],
    "frame-src": ["'self'"],
    "frame-ancestors": ["'self'"],
}


class CmsFence:
    """Lets a council's editors into the admin of their own council's host, and nobody else."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """
        Serve the admin with the host's council alone in force, whatever else the person edits.

        A change is one transaction with the events that tell of it.

        :raises PermissionDenied: if the person does not edit this council's website
        """
        if not request.path_info.startswith(ADMIN):
            return self.get_response(request)
        if not (isinstance(request.user, Account) and request.user.is_employee):
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        council: CouncilRow = request.council  # type: ignore[attr-defined]
        actor: Actor | None = request.actor  # type: ignore[attr-defined]
        may_edit = actor is not None and can_edit_website(actor, council.id)
        with acting_for(council.id):
            keep_membership(request.user, council, is_editor=may_edit)
            if not may_edit:
                raise PermissionDenied("You do not edit this council's website.")
            response = self._serve(request)
        response._csp_replace = POLICY  # type: ignore[attr-defined]
        return response

    def _serve(self, request: HttpRequest) -> HttpResponseBase:
        if request.method in SAFE_METHODS:
            return self.get_response(request)
        with transaction.atomic():
            response = self.get_response(request)
            if response.status_code >= BROKEN:
                transaction.set_rollback(True)
        return response
