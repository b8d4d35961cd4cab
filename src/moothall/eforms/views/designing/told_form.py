"""Who else is told of what is handed in, as a form for whoever designs it."""

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from moothall.councils.queries import teams
from moothall.eforms.arrivals import receivers_of
from moothall.eforms.designing.parts import Document, Part
from moothall.eforms.designing.telling_offices import place_of, with_destinations
from moothall.eforms.views.designing.words import WordsForm
from moothall.notifications.queries import office_addresses

_SYSTEM = "system:"


def places_of(council_id: int) -> dict[str, str]:
    """Return where a council's forms may be sent, each in words that say whether it has agreed."""
    asked = {row.address: row for row in office_addresses(council_id)}
    found: dict[str, str] = {}
    for team in teams(council_id):
        row = asked.pop(team.email.strip().lower(), None)
        words = {"name": team.name, "address": team.email, "standing": _standing(row)}
        found[f"team:{team.slug}"] = _("Email to %(name)s, %(address)s (%(standing)s)") % words
    for address, row in asked.items():
        words = {"address": address, "standing": _standing(row)}
        found[f"to:{address}"] = _("Email to %(address)s (%(standing)s)") % words
    for key, name in sorted(receivers_of(council_id).items()):
        found[f"{_SYSTEM}{key}"] = _("The system %(name)s") % {"name": name}
    return found


def _standing(row: Any) -> str:
    if row is None:
        return _("not confirmed")
    return _("confirmed") if row.confirmed_at else _("asked, no answer yet")


class ToldForm(WordsForm):
    """Who gets the answers besides the back office, and room for one more."""

    def __init__(
        self,
        document: Document,
        languages: Collection[str],
        places: Mapping[str, str],
        data: Any = None,
    ) -> None:
        """Show who is told."""
        super().__init__(languages, data)
        self.values = places
        self.destinations: list[Part] = document["outcome"].get("destinations", [])
        for number, one in enumerate(self.destinations, 1):
            place = place_of(one)
            choices = [("", _("Nobody: take this away")), *places.items()]
            if place not in places:
                gone = _("%(place)s (your council has it no more)")
                choices.append((place, gone % {"place": place.partition(":")[2]}))
            label = _("Who is told, number %(number)s") % {"number": number}
            field = forms.ChoiceField(label=label, choices=choices, required=False)
            self.add(f"place-{one['key']}", field, place)
        another = forms.ChoiceField(
            label=_("Tell somebody else too"), required=False,
            choices=[("", _("Nobody else")), *places.items()],
        )  # fmt: skip
        self.add("new", another, "")

    def clean(self) -> dict[str, Any]:
        """Look whether no system is told twice: it could not tell the two apart."""
        cleaned = super().clean()
        counted = Counter(place for place in cleaned.values() if place)
        for name, place in cleaned.items():
            if place and place.startswith(_SYSTEM) and counted[place] > 1:
                self.add_error(name, _("This system is told already. Choose another"))
                break
        return cleaned

    def changed(self, document: Document) -> Document:
        """Return the form telling these."""
        places = {one["key"]: self.cleaned_data[f"place-{one['key']}"] for one in self.destinations}
        return with_destinations(document, places, self.cleaned_data["new"])
