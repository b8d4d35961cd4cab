"""The names under which this One Login is known, and what it tells about itself."""

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from flask import Blueprint, Response, jsonify, request

from simulators.one_login.clients import CLAIMS
from simulators.one_login.keys import Keys


def root() -> str:
    """Return the address of this program, without a slash at the end."""
    return request.url_root.rstrip("/")


def issuer() -> str:
    """Return the name of whoever issues tokens, and identities too."""
    return f"{root()}/"


def controller() -> str:
    """Return the name of whoever owns the keys of identities."""
    parts = urlsplit(root())
    path = parts.path.strip("/").replace("/", ":")
    return f"did:web:{quote(parts.netloc, safe='')}" + (f":{path}" if path else "")


@dataclass(frozen=True)
class Documents:
    """The documents that anybody may read."""

    keys: Keys

    def blueprint(self) -> Blueprint:
        """Lay out the addresses."""
        pages = Blueprint("documents", __name__, url_prefix="/.well-known")
        pages.add_url_rule("/openid-configuration", view_func=self.discovery)
        pages.add_url_rule("/jwks.json", view_func=self.jwks)
        pages.add_url_rule("/did.json", view_func=self.did)
        return pages

    def discovery(self) -> Response:
        """Tell where everything is, and what there is."""
        return jsonify(
            issuer=issuer(),
            authorization_endpoint=f"{root()}/authorize",
            token_endpoint=f"{root()}/token",
            userinfo_endpoint=f"{root()}/userinfo",
            end_session_endpoint=f"{root()}/logout",
            jwks_uri=f"{root()}/.well-known/jwks.json",
            scopes_supported=["openid", "email", "phone"],
            response_types_supported=["code"],
            grant_types_supported=["authorization_code"],
            code_challenge_methods_supported=["S256"],
            token_endpoint_auth_methods_supported=["private_key_jwt"],
            token_endpoint_auth_signing_alg_values_supported=["RS256", "PS256", "ES256"],
            id_token_signing_alg_values_supported=["ES256", "RS256"],
            ui_locales_supported=["en", "cy"],
            subject_types_supported=["pairwise"],
            claim_types_supported=["normal"],
            claims_supported=["sub", "email", "email_verified", "phone_number", *CLAIMS],
            request_uri_parameter_supported=False,
            backchannel_logout_supported=True,
            backchannel_logout_session_supported=False,
            trustmarks=f"{root()}/trustmark",
        )

    def jwks(self) -> Response:
        """Show the keys that tokens are checked with."""
        return jsonify(keys=[key.public() for key in self.keys.published_for_tokens()])

    def did(self) -> Response:
        """Show the key that identities are checked with."""
        owner, key = controller(), self.keys.for_identities()
        shown = {n: v for n, v in key.public().items() if n not in {"kid", "use"}}
        return jsonify(
            {
                "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/jwk/v1"],
                "id": owner,
                "assertionMethod": [
                    {
                        "type": "JsonWebKey",
                        "id": f"{owner}#{key.kid}",
                        "controller": owner,
                        "publicKeyJwk": shown,
                    }
                ],
            }
        )
