"""The two doors through which the same form is filled in: anyone's, and the staff's."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from moothall.councils.rows import CouncilRow
from moothall.kernel.actors import Actor


@dataclass(frozen=True, kw_only=True)
class Door:
    """Who fills in a form for which council, and where its pages stand."""

    namespace: str
    template: str
    actor: Actor
    council: CouncilRow
    language: str
    form: str
    #: What the addresses of this door need besides the form's own parts.
    place: Mapping[str, str] = field(default_factory=dict)
    context: Mapping[str, Any] = field(default_factory=dict)

    def url(self, name: str, **parts: str) -> str:
        """Return the address of a page of the form, such as `form-page`."""
        return reverse(
            f"{self.namespace}:{name}", kwargs={**self.place, "form": self.form, **parts}
        )

    @property
    def is_open_to_anyone(self) -> bool:
        """Tell whether it needs no sign-in, so that its pages set no cookie."""
        return self.namespace == "public"

    @property
    def is_staffed(self) -> bool:
        """Tell whether staff fill it in for somebody."""
        return self.namespace == "workspace"

    @property
    def is_of_another(self) -> bool:
        """Tell whether somebody who has signed in fills it in for another: staff, or a helper."""
        return self.is_staffed or bool(self.actor.on_behalf_of)


def language_of(request: HttpRequest) -> str:
    """Return the language in which the page is spoken."""
    return str(getattr(request, "LANGUAGE_CODE", "en"))
