"""The ways to a basket: with the cookie that its first thing set, by a link, or signed in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from moothall.councils.requests import CouncilRequest
from moothall.councils.rows import CouncilRow
from moothall.kernel.actors import Actor, anonymous_resident
from moothall.kernel.errors import NotFound
from moothall.payments import actions
from moothall.payments.baskets import open_basket_of
from moothall.payments.browser import basket_of_browser
from moothall.payments.models import Basket


@dataclass(frozen=True, kw_only=True)
class BasketDoor:
    """Who stands before a basket, and where its pages are."""

    namespace: str
    template: str
    actor: Actor
    basket: Basket | None
    language: str

    def url(self, name: str, **parts: Any) -> str:
        """Return the address of a page of the basket, such as `basket-pay`."""
        return reverse(f"{self.namespace}:{name}", kwargs=parts)

    @property
    def acting_for(self) -> list[dict[str, str]]:
        """Return the council whose mark stands on each page of staff; residents see its site."""
        return []

    @property
    def may_change(self) -> bool:
        """Tell whether things can be taken out."""
        return True

    @property
    def opened(self) -> Basket:
        """
        Return the basket.

        :raises NotFound: if there is none
        """
        if self.basket is None:
            raise NotFound("There is no basket.")
        return self.basket


@dataclass(frozen=True, kw_only=True)
class LinkDoor(BasketDoor):
    """Somebody who pays for another: they see what it is for, and can change nothing."""

    secret: str

    def url(self, name: str, **parts: Any) -> str:
        """Return the address of a page; the basket itself is the link's page."""
        if name in {"basket", "basket-pay"}:
            return reverse("public:pay-for", kwargs={"secret": self.secret})
        return super().url(name, **parts)

    @property
    def may_change(self) -> bool:
        """Say that things cannot be taken out."""
        return False


@dataclass(frozen=True, kw_only=True)
class StaffDoor(BasketDoor):
    """An employee who fills the basket of whoever is on the line."""

    council: CouncilRow

    @property
    def acting_for(self) -> list[dict[str, str]]:
        """Return the council for which the employee takes the payment."""
        return [{"name": self.council.short_name, "colour": self.council.brand.primary_colour}]

    def url(self, name: str, **parts: Any) -> str:
        """Return the address of a page; the basket itself is the page that takes its payment."""
        if name == "basket":
            return reverse("workspace:take", args=[self.opened.pk])
        return reverse(
            f"workspace:take-{name}",
            kwargs={"council": self.council.slug, "basket_id": self.opened.pk, **parts},
        )


def public_door(request: CouncilRequest, *, now: datetime) -> BasketDoor:
    """Return the way to the basket of this browser."""
    return BasketDoor(
        namespace="public",
        template="public/base.html",
        actor=anonymous_resident(),
        basket=basket_of_browser(request, now=now),
        language=request.LANGUAGE_CODE,
    )


def account_door(request: CouncilRequest, *, now: datetime) -> BasketDoor:
    """
    Return the way to the basket of whoever is signed in.

    What this browser had in a basket before signing in comes along.
    """
    person_id = UUID(request.actor.subject)
    basket = basket_of_browser(request, now=now)
    if basket is not None and basket.person_id is None and not request.actor.on_behalf_of:
        basket = actions.give_to_person(
            actor=request.actor, basket_id=basket.pk, person_id=person_id, now=now
        )
    if basket is None or basket.person_id != person_id:
        basket = open_basket_of(person_id, now=now)
    return BasketDoor(
        namespace="account",
        template="surfaces/account/base.html",
        actor=request.actor,
        basket=basket,
        language=request.LANGUAGE_CODE,
    )
