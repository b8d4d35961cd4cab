"""One Login for an installation under test: the sign-in host's registration and its setting."""

import json
import subprocess
import sys
from pathlib import Path

from simulators.tests.program import ROOT, Program

SIGN_IN_HOST = "id.localhost"
KEY = "one-login-key"


def registration(folder: Path, port: int) -> tuple[str, ...]:
    """Make a key and register the host; return what the simulator is started with."""
    at = f"http://{SIGN_IN_HOST}:{port}/sign-in/identity"
    clients = folder / "clients.yaml"
    subprocess.run(
        [
            *(sys.executable, "-m", "simulators.one_login.registering"),
            *("--key", str(folder / KEY), "--clients", str(clients)),
            *("--redirect-url", f"{at}/back", "--post-logout-redirect-url", f"{at}/signed-out"),
            *("--back-channel-logout-url", f"{at}/logout"),
        ],
        cwd=ROOT,
        check=True,
        timeout=60,
    )
    return "--clients", str(clients)


def environment(program: Program, folder: Path) -> dict[str, str]:
    """Return what the product is told of it."""
    options = {
        "client_id": "moothall",
        "key_secret": KEY,
        "highest_identity": "P2",
        "issuer": f"{program.url}/",
        "identity_issuer": f"{program.url}/",
        "did_document": f"{program.url}/.well-known/did.json",
    }
    return {
        "MOOTHALL_SIGN_IN_HOST": SIGN_IN_HOST,
        "MOOTHALL_IDENTITY_PROVIDER": json.dumps({"supplier": "one_login", "options": options}),
        "MOOTHALL_SECRET_ONE_LOGIN_KEY": (folder / KEY).read_text(),
    }
