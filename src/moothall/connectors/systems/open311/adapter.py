"""A client of Open311 GeoReport v2, with the extensions that British systems speak."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import quote

import httpx

from moothall.connectors.ports import (
    Accepted,
    BackOfficeSystem,
    CaseToSend,
    Exchange,
    Refused,
    StatusUpdate,
    TryLater,
)
from moothall.connectors.systems.open311 import mapping, wire
from moothall.connectors.systems.open311.options import Options
from moothall.kernel.secrets import secret

#: Answers that mean "not now" although they look like a refusal.
PASSING = frozenset({408, 423, 425, 429})

#: No server's pages are shorter than this: a shorter list is the whole of it.
SHORTEST_FULL_PAGE = 10
MOST_PAGES = 1000

#: Of an answer, in characters, for the attempt's record.
LONGEST_KEPT = 20_000


class Open311System:
    """One endpoint of one council; makes a new connection a call, shares nothing with others."""

    def __init__(self, options: Options) -> None:
        self.options = options

    @property
    def longest_call(self) -> timedelta:
        """Return the time-outs of connecting, sending, and waiting for the answer, together."""
        return timedelta(seconds=3 * self.options.timeout_seconds)

    def send(self, case: CaseToSend, /) -> Accepted:
        """
        POST a service request; a repeated one is recognised by our key.

        :raises TryLater: if the server did not clearly say no
        :raises Refused: if it did
        """
        form = mapping.to_form(case, self.options)
        headers = (
            {}
            if self.options.idempotency == "attribute"
            else {"Idempotency-Key": case.idempotency_key}
        )
        body, exchange = self._call("POST", "requests", data=form, headers=headers)
        try:
            answers = self._read(body, "request")
        except wire.Unreadable as error:
            raise TryLater(str(error), exchange=exchange) from error
        if reference := _first(answers, "service_request_id", mapping.LONGEST_REFERENCE):
            return Accepted(reference=reference, exchange=exchange)
        if token := _first(answers, "token", mapping.LONGEST_TOKEN):
            return Accepted(token=token, exchange=exchange)
        problem = "The answer held neither a reference nor a token that can be kept."
        raise TryLater(problem, exchange=exchange)

    def reference_for(self, token: str, /) -> str:
        """
        Ask what a token has become.

        :raises TryLater: if the server cannot be asked
        """
        answers = self._asked(f"tokens/{quote(token, safe='')}", "request")
        return _first(answers, "service_request_id", mapping.LONGEST_REFERENCE)

    def updates(self, since: datetime, until: datetime, /) -> Sequence[StatusUpdate]:
        """
        Ask for the service request updates of a span, page by page until one says nothing new.

        The standard knows no pages but servers have them, and one that has none answers the same
        again. One without a moment happened by the end of the span.

        :raises TryLater: if the server cannot be asked or does not answer with a list
        """
        span = {"start_date": mapping.moment(since), "end_date": mapping.moment(until)}
        found: dict[str, StatusUpdate] = {}
        for page in range(1, MOST_PAGES + 1):
            answers = self._page_of_updates(span, page)
            updates = filter(None, (mapping.to_update(one, by=until) for one in answers))
            fresh = {one.update_key: one for one in updates if one.update_key not in found}
            found |= fresh
            if not fresh or len(answers) < SHORTEST_FULL_PAGE:
                return sorted(found.values(), key=lambda update: update.happened_at)
        raise TryLater(f"The list of updates did not end in {MOST_PAGES} pages.")

    def _page_of_updates(self, span: Mapping[str, str], page: int) -> list[Mapping[str, Any]]:
        """Return a page, empty where the server refuses it: it has no such page, or none at all."""
        query = span if page == 1 else {**span, "page": str(page)}
        try:
            return self._asked("servicerequestupdates", "request_update", query)
        except TryLater as error:
            if page > 1 and isinstance(error.__cause__, Refused):
                return []
            raise

    def _asked(
        self, path: str, item: str, query: Mapping[str, str] | None = None
    ) -> list[Mapping[str, Any]]:
        """
        Return what a question is answered with; a refusal may be over when it is asked again.

        :raises TryLater: if there is no such answer
        """
        try:
            body, exchange = self._call("GET", path, params=query)
        except Refused as error:
            raise TryLater(error.problem, exchange=error.exchange) from error
        try:
            return self._read(body, item)
        except wire.Unreadable as error:
            raise TryLater(str(error), exchange=exchange) from error

    def _read(self, body: str, item: str) -> list[Mapping[str, Any]]:
        return wire.read_list(body, is_xml=self.options.format == "xml", item=item)

    def _call(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        data: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[str, Exchange]:
        options = self.options
        url = f"{options.endpoint}/{path}.{options.format}"
        query = dict(params or {})
        if options.jurisdiction_id:
            query["jurisdiction_id"] = options.jurisdiction_id
        sent = f"{method} {url} {query} {dict(data or {})}"
        credentials = {"api_key": secret(options.api_key)} if options.api_key else {}
        try:
            answer = httpx.request(
                method,
                url,
                params=query if method == "POST" else {**query, **credentials},
                data={**data, **credentials} if data is not None else None,
                headers=dict(headers or {}),
                timeout=options.timeout_seconds,
            )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            problem = f"No answer: {type(error).__name__}."
            raise TryLater(problem, exchange=Exchange(request=sent)) from error
        kept = answer.text[:LONGEST_KEPT].replace("\0", "")
        exchange = Exchange(request=sent, answer=f"{answer.status_code}\n{kept}")
        if answer.is_success:
            return answer.text, exchange
        said = wire.errors_in(answer.text, is_xml=options.format == "xml")
        problem = f"Answered {answer.status_code}" + (f": {said}" if said else ".")
        if answer.is_client_error and answer.status_code not in PASSING and said:
            raise Refused(problem, exchange=exchange)
        raise TryLater(problem, exchange=exchange)


def _first(answers: Sequence[Mapping[str, Any]], name: str, longest: int) -> str:
    """Return the first value of this name that can be kept, else an empty text."""
    values = (wire.text(answer, name) for answer in answers)
    return next((value for value in values if 0 < len(value) <= longest), "")


class Open311Supplier:
    """Sets up Open311 systems."""

    key: ClassVar[str] = "open311"
    label: ClassVar[str] = "Open311 GeoReport v2"

    def connect(self, options: Mapping[str, Any], /) -> BackOfficeSystem:
        """
        Return the system at the endpoint.

        :raises ValueError: naming the option that cannot be used
        """
        return Open311System(Options.read(options))
