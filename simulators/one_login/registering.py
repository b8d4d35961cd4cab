"""Makes a key and registers its owner: ``python -m simulators.one_login.registering --help``."""

import argparse
import os
from pathlib import Path

import yaml
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

BITS = 2048
PRIVATE = 0o600


def main() -> None:
    """Read the arguments, and write the key, unless there is one, and the file of clients."""
    parser = argparse.ArgumentParser(
        prog="python -m simulators.one_login.registering",
        description="Makes a client's key, unless it exists, and the file for --clients.",
    )
    parser.add_argument("--id", default="moothall", help="the client's id")
    parser.add_argument("--name", default="Moothall", help="what people read")
    parser.add_argument("--key", type=Path, required=True, help="the private key, PEM")
    parser.add_argument("--clients", type=Path, required=True, help="the file to write")
    parser.add_argument("--redirect-url", action="append", required=True)
    parser.add_argument("--post-logout-redirect-url", action="append", default=[])
    parser.add_argument("--back-channel-logout-url", default="")
    arguments = parser.parse_args()
    client = {
        "clientId": arguments.id,
        "clientName": arguments.name,
        "publicKey": public_half(arguments.key),
        "redirectUrls": arguments.redirect_url,
        "postLogoutRedirectUrls": arguments.post_logout_redirect_url,
        "backChannelLogoutUrl": arguments.back_channel_logout_url,
    }
    arguments.clients.parent.mkdir(parents=True, exist_ok=True)
    arguments.clients.write_text(yaml.safe_dump({"clients": [client]}), "utf-8")


def public_half(path: Path) -> str:
    """Return the public half of the key in a file, which is made if it is not there."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        key = rsa.generate_private_key(65537, BITS)
        content = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE), "wb") as file:
            file.write(content)
    private = serialization.load_pem_private_key(path.read_bytes(), None)
    shown = private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return shown.decode()


if __name__ == "__main__":
    main()
