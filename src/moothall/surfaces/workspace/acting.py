"""For which councils a page acts: said in its address, shown in its header, kept nowhere else."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_htmx.middleware import HtmxDetails

from moothall.councils.queries import council_by_id
from moothall.councils.rows import CouncilRow
from moothall.kernel.actors import Actor
from moothall.kernel.errors import NotFound

#: The part of an address that names the one council a page acts for.
PARAMETER = "council"

#: The main links: the page's name, its words, and the permission that shows it.
_NAVIGATION = (
    ("workspace:home", gettext_lazy("Cases"), "case.view"),
    ("workspace:calls", gettext_lazy("Calls"), "interaction.log"),
    ("workspace:my-work", gettext_lazy("My work"), "case.view"),
    ("workspace:queues", gettext_lazy("Queues"), "case.view"),
    ("workspace:complaints", gettext_lazy("Complaints"), "complaint.answer"),
    ("workspace:front-desks", gettext_lazy("Front desk"), "booking.check-in"),
    ("workspace:call-new", gettext_lazy("Take a call"), "interaction.log"),
    ("workspace:people", gettext_lazy("People"), "person.view"),
    ("workspace:knowledge", gettext_lazy("Knowledge"), "knowledge.read"),
    ("workspace:wall", gettext_lazy("Right now"), "desk.supervise"),
    ("workspace:mail", gettext_lazy("E-mails"), "mail.work"),
    ("workspace:grants", gettext_lazy("Acting for others"), "grant.approve"),
    ("workspace:forms", gettext_lazy("Forms"), "form.assist"),
    ("workspace:deliveries", gettext_lazy("Deliveries"), "case.view"),
    ("workspace:books-of-all", gettext_lazy("Books"), "payments.books"),
    ("workspace:payments", gettext_lazy("Payments"), "payment.view"),
    ("workspace:cashless", gettext_lazy("Cashless"), "wallet.manage"),
    ("workspace:diary-of-all", gettext_lazy("Diary"), "booking.view"),
    ("workspace:schools", gettext_lazy("Schools"), "school.work"),
    ("workspace:parking", gettext_lazy("Parking"), "parking.view"),
    ("workspace:letters", gettext_lazy("Letters"), "interaction.log"),
    ("workspace:broadcasts", gettext_lazy("Write news"), "news.send"),
    ("workspace:set-up", gettext_lazy("Set-up"), "settings.edit"),
    ("workspace:account", gettext_lazy("My account"), ""),
)


class StaffRequest(HttpRequest):
    """A request that has passed the staff's front door."""

    actor: Actor
    council: CouncilRow
    htmx: HtmxDetails


@dataclass(frozen=True)
class Acting:
    """The councils that a page acts for, out of those for which the person may do what it does."""

    chosen: tuple[CouncilRow, ...]
    available: tuple[CouncilRow, ...]
    slug: str = ""

    @property
    def ids(self) -> tuple[int, ...]:
        """Return the ids of the councils that the page acts for."""
        return tuple(council.id for council in self.chosen)

    @property
    def only(self) -> CouncilRow | None:
        """Return the one council that the page acts for, if it is one."""
        return self.chosen[0] if len(self.chosen) == 1 else None

    def council(self, council_id: int) -> CouncilRow:
        """Return one of the councils that the page acts for."""
        return next(council for council in self.chosen if council.id == council_id)

    def number(self, council_id: int) -> int:
        """Return a council's place among those that the person may serve, from one on."""
        return 1 + [council.id for council in self.available].index(council_id)

    def address(self, name: str, *parts: object, **query: object) -> str:
        """Return the address of a page that acts for the same council, with what it is asked."""
        asked = {PARAMETER: self.slug, **query}
        said = {key: value for key, value in asked.items() if value not in ("", None)}
        return reverse(name, args=parts) + (f"?{urlencode(said)}" if said else "")


def acting(request: StaffRequest, permission: str) -> Acting:
    """
    Return the councils that the address names, or all in which the person has the permission.

    :raises NotFound: if it names a council in which they have not
    """
    available = _councils_where(request.actor, permission)
    slug = request.GET.get(PARAMETER, "")
    chosen = tuple(one for one in available if one.slug == slug) if slug else available
    if not chosen:
        raise NotFound("You do not act for such a council.")
    return Acting(chosen, available, slug)


def acting_in(request: StaffRequest, council_id: int, permission: str) -> Acting:
    """
    Return the council of a thing that a page is about; the address may not choose another.

    :raises NotFound: if the person has no such permission there, as if the thing did not exist
    """
    available = _councils_where(request.actor, permission)
    chosen = tuple(one for one in available if one.id == council_id)
    if not chosen:
        raise NotFound("You do not act for the council of this.")
    slug = request.GET.get(PARAMETER, "")
    return Acting(chosen, available, slug if slug == chosen[0].slug else "")


def frame(request: StaffRequest, here: Acting, *, switcher: bool = False) -> dict[str, Any]:
    """Return what the frame of a page shows: for whom it acts, how to change that, where to go."""
    return {
        "acting": here,
        "acting_for": [{"name": one.name} for one in here.chosen],
        "councils_to_choose": _switches(request, here) if switcher else [],
        "navigation": navigation(request.actor, request.path, here.address),
    }


def navigation(
    actor: Actor, path: str, address: Callable[[str], str] = reverse
) -> list[dict[str, Any]]:
    """Return the main links that lead somebody to what they may open, by where they are."""
    return [
        {"href": address(name), "text": str(words), "current": path == reverse(name)}
        for name, words, permission in _NAVIGATION
        if not permission or actor.councils_where(permission)
    ]


def first_page(actor: Actor) -> str:
    """Return where somebody begins the day who does not work on cases."""
    return str(navigation(actor, "")[0]["href"])


def _switches(request: StaffRequest, here: Acting) -> list[Mapping[str, Any]]:
    """Return links to the same page for all councils and for each; none where there is but one."""
    if len(here.available) < 2:  # noqa: PLR2004 - one council leaves nothing to choose
        return []
    kept = {
        key: value
        for key, value in request.GET.dict().items()
        if value and key not in {PARAMETER, "after", "team"}
    }
    links = [(_("All my councils"), "")] + [(one.name, one.slug) for one in here.available]
    return [
        {
            "name": name,
            "href": _with(request.path, {PARAMETER: slug, **kept} if slug else kept),
            "current": slug == here.slug,
        }
        for name, slug in links
    ]


def _with(path: str, query: Mapping[str, str]) -> str:
    return path + (f"?{urlencode(query)}" if query else "")


def _councils_where(actor: Actor, permission: str) -> tuple[CouncilRow, ...]:
    ids = actor.councils_where(permission) if permission else sorted(actor.permissions)
    return tuple(council_by_id(council_id) for council_id in ids)
