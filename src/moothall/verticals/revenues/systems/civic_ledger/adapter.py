"""A client of Civic Ledger; `simulators/revenues/openapi.yaml` is the contract."""

import json
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, ClassVar, TypeVar
from urllib.parse import quote

import httpx

from moothall.kernel.errors import GiveUp, Retry
from moothall.kernel.secrets import secret
from moothall.people.linking_ports import (
    BackOfficeAccounts,
    Bill,
    Change,
    CodeLetter,
    Held,
    NoLongerHeld,
    Proof,
    Proven,
    Summary,
)
from moothall.people.linking_words import LinkedKind
from moothall.verticals.revenues.systems.civic_ledger import mapping
from moothall.verticals.revenues.systems.civic_ledger.options import Options

R = TypeVar("R")

LARGEST_ANSWER = 5_000_000
PDF_BEGINS = b"%PDF-"

#: Answers by which the system clearly says no to what was asked; any other may pass.
NO = frozenset(
    {HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.GONE, HTTPStatus.UNPROCESSABLE_ENTITY}
)


class _SaidNo(Exception):
    """The system understood and said no."""

    def __init__(self, status: int, problem: str) -> None:
        super().__init__(problem)
        self.status = status
        self.problem = problem


class CivicLedger:
    """One council's ledger; makes a new connection a call, shares nothing with others."""

    def __init__(self, options: Options) -> None:
        self.options = options

    def prove(self, proof: Proof, /) -> Proven | None:
        """
        Ask as whom somebody is known.

        :raises Retry: if the ledger cannot be asked, or does not answer as agreed
        """
        body = mapping.claim_as_json(proof.claim)
        if proof.last_bill_pence is not None:
            body["last_bill_pence"] = proof.last_bill_pence
        return self._proven("proofs", body)

    def summary(self, held: Held, /) -> Summary:
        """
        Ask how an account stands.

        :raises NoLongerHeld: if the party has left it
        :raises GiveUp: if the ledger knows no such account
        :raises Retry: if the ledger cannot be asked, or does not answer as agreed
        """
        return self._readable(mapping.to_summary, self._of(held, ""))

    def bills(self, held: Held, /) -> Sequence[Bill]:
        """Ask for the bills; raises as `summary` does."""
        return self._readable(mapping.to_bills, self._of(held, "/bills"))

    def bill_pdf(self, held: Held, bill_id: str, /) -> bytes:
        """Ask for one bill; raises as `summary` does."""
        content = self._of(held, f"/bills/{quote(bill_id, safe='')}.pdf")
        if not content.startswith(PDF_BEGINS):
            raise Retry("The answer is no PDF.")
        return content

    def change(self, held: Held, change: Change, key: str, /) -> str:
        """
        Tell the ledger of a change.

        :raises GiveUp: if it refuses
        :raises Retry: if it has not clearly said no
        """
        try:
            content = self._call(
                "POST",
                f"{_path(held)}/changes",
                party=held.party,
                body=mapping.change_as_json(change),
                key=key,
            )
        except _SaidNo as refusal:
            raise GiveUp(refusal.problem) from refusal
        return self._readable(lambda answer: mapping.Answer(answer).text("reference"), content)

    def post_code(self, letter: CodeLetter, key: str, /) -> Proven | None:
        """Have a letter printed; raises as `prove` does."""
        body = mapping.claim_as_json(letter.claim)
        return self._proven(
            "letters", {**body, "code": letter.code, "language": letter.language}, key=key
        )

    def _proven(self, path: str, body: Mapping[str, object], *, key: str = "") -> Proven | None:
        try:
            content = self._call("POST", path, body=body, key=key)
        except _SaidNo:
            return None
        return self._readable(mapping.to_proven, content)

    def _of(self, held: Held, path: str) -> bytes:
        """Ask for something of an account."""
        try:
            return self._call("GET", f"{_path(held)}{path}", party=held.party)
        except _SaidNo as refusal:
            if refusal.status == HTTPStatus.GONE:
                raise NoLongerHeld(refusal.problem) from refusal
            raise GiveUp(refusal.problem) from refusal

    def _readable(self, read: Callable[[object], R], content: bytes) -> R:
        """
        Return an answer as it is read.

        :raises Retry: if it is not in the contract's shape: it may be a page of a proxy
        """
        try:
            return read(json.loads(content))
        except (RecursionError, ValueError) as error:
            raise Retry(f"The answer cannot be used: {error}") from error

    def _call(
        self,
        method: str,
        path: str,
        *,
        party: str = "",
        body: Mapping[str, object] | None = None,
        key: str = "",
    ) -> bytes:
        options = self.options
        headers = {"Authorization": f"Bearer {secret(options.key)}"}
        if key:
            headers["Idempotency-Key"] = key
        try:
            with httpx.Client(timeout=options.timeout_seconds, trust_env=False) as client:
                answer = client.request(
                    method,
                    f"{options.endpoint}/{path}",
                    params={"party": party} if party else None,
                    json=dict(body) if body is not None else None,
                    headers=headers,
                )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Retry(f"No answer: {type(error).__name__}.") from error
        if answer.status_code in NO:
            raise _SaidNo(answer.status_code, f"Answered {answer.status_code}{_code_in(answer)}.")
        if not answer.is_success or len(answer.content) > LARGEST_ANSWER:
            raise Retry(f"Answered {answer.status_code}.")
        return answer.content


def _path(held: Held) -> str:
    return f"accounts/{quote(held.kind, safe='')}/{quote(held.reference, safe='')}"


def _code_in(answer: httpx.Response) -> str:
    """Return the contract's word for a refusal; what else it says may hold personal data."""
    try:
        return f": {mapping.Answer(answer.json()).inner('error').text('code')}"
    except ValueError:
        return ""


class CivicLedgerSupplier:
    """Sets up ledgers."""

    key: ClassVar[str] = "civic_ledger"
    label: ClassVar[str] = "Civic Ledger"
    kinds: ClassVar[frozenset[str]] = frozenset(kind.value for kind in LinkedKind)

    def connect(self, options: Mapping[str, Any], /) -> BackOfficeAccounts:
        """
        Return the ledger at the endpoint.

        :raises ValueError: naming the option that cannot be used
        """
        return CivicLedger(Options.read(options))
