"""Where the parts of a demonstration listen, and how they are told of each other."""

from __future__ import annotations

import socket
from dataclasses import dataclass

from script.launch.console import LaunchError

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Addresses:
    """The web's port, and those of the simulators, which follow it."""

    port: int

    @property
    def web(self) -> str:
        """The web by number; councils are told apart by the Host header."""
        return f"http://{HOST}:{self.port}"

    @property
    def back_office(self) -> str:
        """The street-works system with its crew's screen."""
        return f"http://{HOST}:{self.port + 1}"

    @property
    def mailbox(self) -> str:
        """The page that shows all mail."""
        return f"http://{HOST}:{self.port + 2}"

    @property
    def smtp_port(self) -> int:
        """Where mail is handed in."""
        return self.port + 3

    @property
    def text_messages(self) -> str:
        """The carrier of text messages."""
        return f"http://{HOST}:{self.port + 4}"

    @property
    def ledger(self) -> str:
        """The system that keeps the councils' taxes, rents and permits."""
        return f"http://{HOST}:{self.port + 5}"

    def environment(self) -> dict[str, str]:
        """This will give what Moothall's settings and the demonstration's data read."""
        return {
            "MOOTHALL_INSECURE_HTTP": "1",
            "MOOTHALL_PUBLIC_SCHEME": "http",
            "MOOTHALL_PUBLIC_PORT": str(self.port),
            "MOOTHALL_SIGN_IN_HOST": "id.localhost",
            "MOOTHALL_SMTP_URL": f"smtp://{HOST}:{self.smtp_port}",
            "MOOTHALL_DEMO_BACKOFFICE_URL": self.back_office,
            "MOOTHALL_DEMO_MAILBOX_URL": self.mailbox,
            "MOOTHALL_DEMO_NOTIFY_URL": self.text_messages,
            "MOOTHALL_DEMO_LEDGER_URL": self.ledger,
        }

    def refuse_if_taken(self) -> None:
        """
        This will make sure that every port is free.

        :raises LaunchError: if another program listens on one of them
        """
        taken = [str(port) for port in range(self.port, self.port + 6) if not _is_free(port)]
        if taken:
            raise LaunchError(
                f"Another program listens on port {' and '.join(taken)}. "
                "Choose another with script/demo --port N; N and the five after it must be free."
            )


def _is_free(port: int) -> bool:
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((HOST, port))
        except OSError:
            return False
    return True
