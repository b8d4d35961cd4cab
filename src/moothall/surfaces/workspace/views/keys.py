"""The single keys of the pages of staff: which there are, and whether one wants them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.kernel import clock
from moothall.kernel.access import staff
from moothall.people.actions import choose_shortcuts
from moothall.surfaces.workspace.acting import StaffRequest, acting, frame

#: Each key, where it works, and what it does; the script knows the same keys.
KEYS = (
    ("?", gettext_lazy("On every page"), gettext_lazy("Shows this list")),
    ("/", gettext_lazy("On every page"), gettext_lazy("Goes to the search box")),
    ("g c", gettext_lazy("On every page"), gettext_lazy("Goes to the cases")),
    ("g w", gettext_lazy("On every page"), gettext_lazy("Goes to your own work")),
    ("n", gettext_lazy("On every page"), gettext_lazy("Takes a new call")),
    ("j", gettext_lazy("In a list"), gettext_lazy("Goes to the next line")),
    ("k", gettext_lazy("In a list"), gettext_lazy("Goes to the line before")),
    ("s", gettext_lazy("On a case"), gettext_lazy("Goes to the status")),
    ("m", gettext_lazy("On a case"), gettext_lazy("Writes to the resident")),
    ("a", gettext_lazy("On a case"), gettext_lazy("Gives it to somebody else")),
    ("l", gettext_lazy("On a case"), gettext_lazy("Links it to other cases")),
    ("x", gettext_lazy("On a case"), gettext_lazy("Goes to the macros")),
)


@staff("")
def keys(request: StaffRequest) -> HttpResponse:
    """Show the keys, and let them be switched off and on again."""
    if request.method == "POST":
        choose_shortcuts(
            actor=request.actor,
            wanted=request.POST.get("wanted") == "yes",
            now=clock.now(),
        )
        messages.success(request, _("Saved."))
        return redirect("workspace:keys")
    context = {**frame(request, acting(request, "")), "keys": KEYS}
    return render(request, "workspace/keys.html", context)
