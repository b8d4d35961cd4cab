"""A mailbox's folder, read by IMAP."""

import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from imapclient import SEEN, IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientError, LoginError

from moothall.cases.mail.models import Security
from moothall.cases.mail.servers.doors import Door, ServerProblem, problems_in_words
from moothall.cases.mail.servers.tokens import MECHANISM, as_xoauth2, sign_in_by_token

_TO_CONNECT, _TO_ANSWER = 10.0, 60.0
#: Larger letters are kept by their beginning alone; the mailbox has the whole.
LARGEST = 40_000_000
_BEGINNING = 200_000


@dataclass(frozen=True)
class Fetched:
    """A letter as the server gave it, whole or, where it is too large, its beginning."""

    uid: int
    raw: bytes
    size: int
    came_at: datetime | None

    @property
    def is_cut(self) -> bool:
        """Tell whether it is only the beginning."""
        return len(self.raw) < self.size and self.size > LARGEST


class Folder:
    """A folder that is open; it marks nothing and deletes nothing by itself."""

    def __init__(self, client: IMAPClient, uid_validity: int, door: Door) -> None:
        self._client = client
        self._door = door
        self.uid_validity = uid_validity

    def uids(self) -> Sequence[int]:
        """Return the numbers of all letters in it, oldest first."""
        with problems_in_words(self._door):
            return sorted(self._client.search(["ALL"]))

    def letter(self, uid: int) -> Fetched | None:
        """Return a letter, still unread in its folder, or nothing if it is gone."""
        with problems_in_words(self._door):
            about = self._client.fetch([uid], ["RFC822.SIZE", "INTERNALDATE"]).get(uid)
            if about is None:
                return None
            size = int(about[b"RFC822.SIZE"])
            what = "BODY.PEEK[]" if size <= LARGEST else f"BODY.PEEK[]<0.{_BEGINNING}>"
            found = self._client.fetch([uid], [what]).get(uid, {})
        raw = next((value for key, value in found.items() if key.startswith(b"BODY[]")), None)
        if not isinstance(raw, bytes):
            return None
        return Fetched(uid, raw, size, about.get(b"INTERNALDATE"))

    def set_aside(self, uid: int, folder: str) -> None:
        """Move a letter to another folder, or mark it as seen where the server cannot move."""
        with problems_in_words(self._door):
            if not self._client.folder_exists(folder):
                self._client.create_folder(folder)
                with suppress(IMAPClientError):
                    self._client.subscribe_folder(folder)
            if self._client.has_capability("MOVE"):
                self._client.move([uid], folder)
            elif self._client.has_capability("UIDPLUS"):
                self._client.copy([uid], folder)
                self._client.delete_messages([uid], silent=True)
                self._client.uid_expunge([uid])
            else:
                self._client.add_flags([uid], [SEEN], silent=True)


@contextmanager
def opened(door: Door, folder: str) -> Iterator[Folder]:
    """
    Open a folder until the block ends.

    :raises ServerProblem: in words, if it cannot be
    """
    door.require_safe()
    client: IMAPClient | None = None
    try:
        with problems_in_words(door):
            client = IMAPClient(
                door.host,
                port=door.port,
                ssl=door.security == Security.TLS,
                ssl_context=ssl.create_default_context(),
                timeout=SocketTimeout(_TO_CONNECT, _TO_ANSWER),
            )
            if door.security == Security.STARTTLS:
                client.starttls(ssl.create_default_context())
            _sign_in(client, door)
            client.normalise_times = False
            if not client.folder_exists(folder):
                raise ServerProblem(
                    _("The mailbox has no folder “%(folder)s”.") % {"folder": folder}
                )
            selected = client.select_folder(folder)
        yield Folder(client, int(selected[b"UIDVALIDITY"]), door)
    finally:
        if client is not None:
            with suppress(IMAPClientError, OSError):
                client.logout()


def _sign_in(client: IMAPClient, door: Door) -> None:
    if door.tokens is None:
        client.login(door.user, door.password)
        return

    def try_with(token: str) -> bool:
        said = iter((as_xoauth2(door.user, token),))
        try:
            client.sasl_login(MECHANISM, lambda _challenge: next(said, ""))
        except LoginError:
            return False
        return True

    sign_in_by_token(door.tokens, try_with)
