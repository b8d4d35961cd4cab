"""Where the parts of a demonstration listen, and how they are told of each other."""

from __future__ import annotations

import json
import socket
from dataclasses import dataclass

from script.launch.console import LaunchError

HOST = "127.0.0.1"
SIGN_IN_HOST = "id.localhost"

#: What listens beside the web, in the order of the ports that follow the web's.
AFTER_THE_WEB = (
    "backoffice", "mailbox", "smtp", "notify", "revenues", "one_login", "library", "govuk_pay",
    "capita_scp", "gocardless", "telephony",
)  # fmt: skip
SIMULATORS = tuple(name for name in AFTER_THE_WEB if name != "smtp")

#: The name of the secret with which the demonstration speaks to One Login.
ONE_LOGIN_KEY = "one-login-key"
#: The name of the secret that signs what the demonstration's GoCardless tells.
GOCARDLESS_WEBHOOK = "aldermoor-gocardless-webhook"
#: The name of the secret that signs what the demonstration's telephone system tells.
TELEPHONY_WEBHOOK = "telephony-aldermoor"


@dataclass(frozen=True)
class Addresses:
    """The web's port, and those of the simulators, which follow it."""

    port: int

    @property
    def web(self) -> str:
        """The web by number; councils are told apart by the Host header."""
        return f"http://{HOST}:{self.port}"

    def port_of(self, name: str) -> int:
        """This will give the port of what is named in the list."""
        return self.port + 1 + AFTER_THE_WEB.index(name)

    def _at(self, name: str) -> str:
        return f"http://{HOST}:{self.port_of(name)}"

    @property
    def back_office(self) -> str:
        """The street-works system with its crew's screen."""
        return self._at("backoffice")

    @property
    def mailbox(self) -> str:
        """The page that shows all mail."""
        return self._at("mailbox")

    @property
    def smtp_port(self) -> int:
        """Where mail is handed in."""
        return self.port_of("smtp")

    @property
    def text_messages(self) -> str:
        """The carrier of text messages."""
        return self._at("notify")

    @property
    def ledger(self) -> str:
        """The system that keeps the councils' taxes, rents and permits."""
        return self._at("revenues")

    @property
    def one_login(self) -> str:
        """Where people prove who they are."""
        return self._at("one_login")

    @property
    def library(self) -> str:
        """The councils' library websites, which let people sign in with their council account."""
        return self._at("library")

    @property
    def govuk_pay(self) -> str:
        """Where people type their cards."""
        return self._at("govuk_pay")

    def webhook_of(self, council: str, gateway: str) -> str:
        """This will give the address at which a council hears from a payment gateway."""
        return f"http://{council}.localhost:{self.port}/machine/payments/{gateway}/"

    @property
    def pay360(self) -> str:
        """The page at which cards are typed, for councils that have Pay360."""
        return self._at("capita_scp")

    @property
    def direct_debits(self) -> str:
        """The company that collects Direct Debits."""
        return self._at("gocardless")

    @property
    def telephones(self) -> str:
        """The exchange at which one rings the councils, and answers as their staff."""
        return self._at("telephony")

    @property
    def sign_in(self) -> str:
        """The host at which residents sign in for every council."""
        return f"http://{SIGN_IN_HOST}:{self.port}"

    def environment(self) -> dict[str, str]:
        """This will give what Moothall's settings and the demonstration's data read."""
        return {
            "MOOTHALL_INSECURE_HTTP": "1",
            "MOOTHALL_PUBLIC_SCHEME": "http",
            "MOOTHALL_PUBLIC_PORT": str(self.port),
            "MOOTHALL_SIGN_IN_HOST": SIGN_IN_HOST,
            "MOOTHALL_IDENTITY_PROVIDER": json.dumps(self._identity_provider()),
            "MOOTHALL_SMTP_URL": f"smtp://{HOST}:{self.smtp_port}",
            "MOOTHALL_DEMO_BACKOFFICE_URL": self.back_office,
            "MOOTHALL_DEMO_MAILBOX_URL": self.mailbox,
            "MOOTHALL_DEMO_NOTIFY_URL": self.text_messages,
            "MOOTHALL_DEMO_LEDGER_URL": self.ledger,
            "MOOTHALL_DEMO_LIBRARY_URL": self.library,
            "MOOTHALL_DEMO_GOVUK_PAY_URL": self.govuk_pay,
            "MOOTHALL_DEMO_PAY360_URL": self.pay360,
            "MOOTHALL_DEMO_GOCARDLESS_URL": self.direct_debits,
        }

    def _identity_provider(self) -> dict[str, object]:
        return {
            "supplier": "one_login",
            "options": {
                "client_id": "moothall",
                "key_secret": ONE_LOGIN_KEY,
                "highest_identity": "P2",
                "issuer": f"{self.one_login}/",
                "identity_issuer": f"{self.one_login}/",
                "did_document": f"{self.one_login}/.well-known/did.json",
            },
        }

    def refuse_if_taken(self) -> None:
        """
        This will make sure that every port is free.

        :raises LaunchError: if another program listens on one of them
        """
        ports = [self.port, *(self.port_of(name) for name in AFTER_THE_WEB)]
        taken = [str(port) for port in ports if not _is_free(port)]
        if taken:
            raise LaunchError(
                f"Another program listens on port {' and '.join(taken)}. "
                "Choose another with script/demo --port N; N and the "
                f"{max(ports) - self.port} after it must be free."
            )


def _is_free(port: int) -> bool:
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((HOST, port))
        except OSError:
            return False
    return True
