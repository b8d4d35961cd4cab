"""
What a page says after something was done: named in its address, since it sets no cookie.

The words are ours alone; an address that somebody made up says nothing.
"""

from typing import Any

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

PARAMETER = "said"

DONE = {
    "copy-asked": _("We are making your copy. We will email you when it is ready."),
    "kept": _("We will not erase anything."),
    "saved": _("Saved."),
    "removed": _("Removed."),
}
WRONG = {
    "copy-busy": _("We are making a copy already, or you asked for many today. Wait a day."),
    "erased": _("It is erased already."),
    "nothing-asked": _("You did not ask us to erase anything."),
    "no-purpose": _("There is nothing like this to agree to."),
    "words-changed": _("The words have changed. Read them again."),
    "last-way": _("We need one way to reach you. Add another one first."),
}


def on_to(name: str, said: str) -> HttpResponseRedirect:
    """Lead on to a page, which says this."""
    return HttpResponseRedirect(f"{reverse(name)}?{PARAMETER}={said}")


def said(request: HttpRequest) -> dict[str, Any]:
    """Return what a page is to say, for its template."""
    key = request.GET.get(PARAMETER, "")
    return {"done": DONE.get(key, ""), "wrong": WRONG.get(key, "")}
