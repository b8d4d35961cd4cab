"""The SMTP door, at which mail is handed over."""

import asyncio
import threading
import time

from aiosmtpd.smtp import SMTP, Envelope, Session

from simulators.mailbox.mails import MailBag
from simulators.program import HOST
from simulators.trouble import Kind, Troubles

OPERATIONS = {
    "greeting": "saying hello",
    "recipient": "naming a recipient",
    "data": "handing over a mail",
}
TROUBLES = (
    Kind(
        "slow", "Be slow", "Wait this many seconds before the answer.", {"seconds": 3.0}, ("data",)
    ),
    Kind(
        "refuse",
        "Refuse",
        "Refuse with this SMTP status: 4xx asks to try later, 5xx says never.",
        {"status": 451, "message": "4.3.0 The mailbox was told to refuse this"},
        ("data",),
    ),
    Kind("down", "Be down", "Hang up as soon as somebody says hello.", aim=("greeting",)),
    Kind(
        "lose_answer",
        "Lose the answer",
        "Keep the mail, then hang up without saying so.",
        aim=("data",),
    ),
)
LARGEST_MAIL = 25 * 1024 * 1024


class Doorkeeper:
    """Takes mail in; aiosmtpd calls these by their names."""

    def __init__(self, bag: MailBag, troubles: Troubles) -> None:
        """Put the mail into this bag."""
        self._bag = bag
        self._troubles = troubles

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        """Answer a greeting."""
        del envelope
        session.host_name = hostname
        await self._strike(server, "greeting")
        return responses

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        """Take down a recipient."""
        del session
        refusal = await self._strike(server, "recipient")
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Take a mail in."""
        del session
        refusal = await self._strike(server, "data")
        if refusal:
            return refusal
        content = envelope.original_content or b""
        number = self._bag.keep(
            sender=envelope.mail_from or "",
            recipients=envelope.rcpt_tos,
            content=content,
            at=time.time(),
        )
        if self._troubles.take("lose_answer", "data") is not None:
            _hang_up(server)
        return f"250 Kept as {number}"

    async def _strike(self, server: SMTP, operation: str) -> str:
        """Let trouble strike; answers with a refusal, or with nothing to go on."""
        slow = self._troubles.take("slow", operation)
        if slow is not None:
            await asyncio.sleep(float(slow["seconds"]))
        if self._troubles.take("down", operation) is not None:
            _hang_up(server)
        refuse = self._troubles.take("refuse", operation)
        return "" if refuse is None else f"{refuse['status']} {refuse['message']}"


class PostDoor:
    """The SMTP server, in a thread of its own."""

    def __init__(self, doorkeeper: Doorkeeper, port: int) -> None:
        """Prepare a door at this port; 0 picks a free one."""
        self._doorkeeper = doorkeeper
        self._loop = asyncio.new_event_loop()
        self.port = port

    def open(self) -> None:
        """
        Begin to take mail in.

        :raises OSError: if something else listens there
        """
        server = self._loop.run_until_complete(
            self._loop.create_server(self._protocol, HOST, self.port)
        )
        self.port = server.sockets[0].getsockname()[1]
        threading.Thread(target=self._loop.run_forever, daemon=True).start()

    def close(self) -> None:
        """Take no more mail in; what is under way is dropped and was not acknowledged."""
        self._loop.call_soon_threadsafe(self._loop.stop)

    def _protocol(self) -> asyncio.BaseProtocol:
        """Serve one caller."""
        protocol: asyncio.BaseProtocol = SMTP(
            self._doorkeeper,
            loop=self._loop,
            hostname="mailbox.localhost",
            ident="Mailbox",
            data_size_limit=LARGEST_MAIL,
            enable_SMTPUTF8=True,
        )
        return protocol


def _hang_up(server: SMTP) -> None:
    """
    Close the connection without a word.

    :raises ConnectionResetError: always, so that nothing more is said
    """
    if isinstance(server.transport, asyncio.Transport):
        server.transport.abort()
    raise ConnectionResetError("told to hang up")
