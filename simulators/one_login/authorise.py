"""The page to which a client sends somebody, and the way back."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from simulators.one_login import asking
from simulators.one_login.behaviour import Behaviour
from simulators.one_login.clients import Clients
from simulators.one_login.people import Person
from simulators.one_login.register import Asked, Register

RETURN_CODE = "https://vocab.account.gov.uk/v1/returnCode"
CANCELLED = "Access denied by resource owner or authorization server"
TROUBLES = {
    "ACCESS_DENIED": ("access_denied", CANCELLED),
    "TEMPORARILY_UNAVAILABLE": ("temporarily_unavailable", "Temporarily unavailable"),
}
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; form-action 'self' http: https:; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""As for all pages, but that its form ends at the client: browsers check where it is sent on to."""


@dataclass(frozen=True)
class Authorise:
    """Asks who somebody is, or decides it, and sends them back."""

    register: Register
    clients: Clients
    people: Mapping[str, Person]
    behaviour: Behaviour

    def blueprint(self) -> Blueprint:
        """Lay out the addresses."""
        pages = Blueprint("authorise", __name__)
        pages.add_url_rule("/authorize", view_func=self.ask)
        pages.add_url_rule("/authorize/answer", view_func=self.answer, methods=["POST"])
        return pages

    def ask(self) -> AnyResponse:
        """Check the request; then show the page, or go on at once without it."""
        query = {name: values[0] for name, values in request.args.lists()}
        try:
            client = asking.client_of(query, self.clients)
        except asking.BadRequestError as mistake:
            return Response(f"Invalid Request: {mistake}", 400, content_type="text/plain")
        back = query["redirect_uri"]
        try:
            if any(len(values) > 1 for _, values in request.args.lists()):
                raise asking.SentBackError("invalid_request", "Invalid Request")
            asked = asking.read(query, client)
            self._maybe_fail()
        except asking.SentBackError as refusal:
            return _send_back(
                back,
                error=refusal.error,
                error_description=refusal.description,
                state=query.get("state", ""),
            )
        if not self.behaviour.mode("interactiveMode"):
            chosen = str(self.behaviour.mode("person")) or next(iter(self.people))
            return self._go_back(asked, chosen)
        response = make_response(
            render_template(
                "authorise.html",
                client=client,
                asked=asked,
                people=self.people.values(),
                request_id=self.register.keep_request(asked, at=time.time()),
            )
        )
        response.headers["Content-Security-Policy"] = PAGE_POLICY
        response.headers["Cache-Control"] = "no-store"
        return response

    def answer(self) -> AnyResponse:
        """Take the choice on the page, once."""
        asked = self.register.take_request(request.form.get("request", ""))
        if asked is None:
            return Response("This page was used before.", 400, content_type="text/plain")
        choice = request.form.get("choice", "")
        if choice in TROUBLES:
            error, description = TROUBLES[choice]
            return _send_back(
                str(asked["redirect_uri"]),
                error=error,
                error_description=description,
                state=str(asked["state"]),
            )
        if choice not in self.people:
            return Response("There is nobody of that name.", 400, content_type="text/plain")
        return self._go_back(asked, choice)

    def _maybe_fail(self) -> None:
        """Refuse, when told to."""
        for name in self.behaviour.errors("authoriseErrors"):
            raise asking.SentBackError(*TROUBLES[name])

    def _go_back(self, asked: Asked, person_id: str) -> AnyResponse:
        """Send back with a code; who cannot prove who they are needs a client that asks why."""
        back, state = str(asked["redirect_uri"]), str(asked["state"])
        if self._fails_to_prove(asked, person_id) and not _asks(asked, RETURN_CODE):
            return _send_back(back, error="access_denied", error_description=CANCELLED, state=state)
        code = self.register.give_code(asked, person_id, at=time.time())
        return _send_back(back, code=code, state=state)

    def _fails_to_prove(self, asked: Asked, person_id: str) -> bool:
        if asked["level"] in {"", "P0"}:
            return False
        told = self.behaviour.answers().get("returnCodes")
        return bool(self.people[person_id].return_codes if told is None else told)


def _asks(asked: Asked, claim: str) -> bool:
    claims = asked["claims"]
    return isinstance(claims, list) and claim in claims


def _send_back(back: str, **values: str) -> AnyResponse:
    """Send the browser back with what is not empty."""
    query = urlencode({name: value for name, value in values.items() if value})
    response = redirect(f"{back}{'&' if '?' in back else '?'}{query}", 302)
    response.headers["Cache-Control"] = "no-store"
    return response
