"""The public keys that tokens are checked with, remembered for a while and asked for anew."""

import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from threading import Lock
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, JWKRegistry, Key, RSAKey

from moothall.kernel.errors import Retry

#: In seconds. One Login lets its keys be kept for an hour; a withdrawn one should go sooner.
FRESH_FOR = 10 * 60
#: While the keys cannot be had, those of yesterday still prove what they proved.
USABLE_FOR = 24 * 60 * 60

#: Anybody may send a token with a key nobody knows: that may not make us ask without end.
MOST_EXTRA_QUESTIONS = 5
WITHIN = 60

#: No other kind signs what One Login sends (`tokens.TOKEN_ALGORITHMS`).
KINDS = ("EC", "RSA")

Fetch = Callable[[], Mapping[str, Key]]


class KeyRing:
    """The keys at one address, by their id."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self._turn = Lock()
        self._keys: Mapping[str, Key] = {}
        self._fetched_at = float("-inf")
        self._extra_questions: deque[float] = deque(maxlen=MOST_EXTRA_QUESTIONS)

    def find(self, key_id: str) -> Key | None:
        """
        Return the key of this id, after one more question if it is unknown: keys are changed.

        :raises Retry: if the keys cannot be had
        """
        with self._turn:
            if self._age() > FRESH_FOR:
                self._refresh(at_most=USABLE_FOR)
            elif key_id not in self._keys and self._may_ask_again():
                self._refresh(at_most=0)
            return self._keys.get(key_id)

    def _age(self) -> float:
        return time.monotonic() - self._fetched_at

    def _may_ask_again(self) -> bool:
        moment, asked = time.monotonic(), self._extra_questions
        if len(asked) == MOST_EXTRA_QUESTIONS and moment - asked[0] < WITHIN:
            return False
        asked.append(moment)
        return True

    def _refresh(self, *, at_most: float) -> None:
        """Ask for the keys; where nobody answers go on with those we have, if not too old."""
        try:
            self._keys = self._fetch()
        except Retry:
            if self._age() > at_most:
                raise
        else:
            self._fetched_at = time.monotonic()


_rings: dict[tuple[str, str], KeyRing] = {}


def ring_at(kind: str, address: str, fetch: Fetch) -> KeyRing:
    """Return the one ring of this process for an address."""
    return _rings.setdefault((kind, address), KeyRing(fetch))


def forget_all() -> None:
    """Forget every key; for tests."""
    _rings.clear()


def keys_in_jwks(document: Mapping[str, Any]) -> Mapping[str, Key]:
    """Return the signing keys of a JSON Web Key Set, without those that cannot be read."""
    keys = document.get("keys")
    if not isinstance(keys, list):
        return {}
    return _readable((_kid(entry), entry) for entry in keys if isinstance(entry, dict))


def keys_in_did(document: Mapping[str, Any]) -> Mapping[str, Key]:
    """Return the keys by which the owner of a DID document makes assertions, under its name."""
    controller, methods = document.get("id"), document.get("assertionMethod")
    if not isinstance(controller, str) or not isinstance(methods, list):
        return {}
    return _readable(
        (method["id"], method["publicKeyJwk"])
        for method in methods
        if isinstance(method, dict)
        and method.get("controller") == controller
        and isinstance(method.get("publicKeyJwk"), dict)
        and isinstance(method.get("id"), str)
        and method["id"].startswith(f"{controller}#")
    )


def _kid(entry: Mapping[str, Any]) -> str:
    return entry["kid"] if isinstance(entry.get("kid"), str) else ""


def _readable(entries: Iterable[tuple[str, dict[str, Any]]]) -> dict[str, Key]:
    found: dict[str, Key] = {}
    for key_id, entry in entries:
        if not key_id or entry.get("use", "sig") != "sig" or entry.get("kty") not in KINDS:
            continue
        try:
            key = JWKRegistry.import_key(entry)
            key.public_key  # noqa: B018 - reads the numbers, which import leaves for later
        except (JoseError, ValueError, TypeError, KeyError):
            continue
        if isinstance(key, ECKey | RSAKey):
            found.setdefault(key_id, key)
    return found
