"""What an employee sees of their own account."""

from django.http import HttpResponse
from django.shortcuts import render

from moothall.kernel.access import staff
from moothall.surfaces.workspace.acting import StaffRequest, acting, frame


@staff("")
def account(request: StaffRequest) -> HttpResponse:
    """Show who is signed in, for which councils they work, and how they sign in."""
    here = acting(request, "")
    context = {**frame(request, here), "email": request.user.get_username()}
    return render(request, "workspace/account.html", context)
