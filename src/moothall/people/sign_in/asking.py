"""What a site asks of the sign-in host, read and checked (OpenID Connect Core 1.0, 3.1.2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from django.http import QueryDict

from moothall.people.models import SiteClient
from moothall.people.sign_in import origin
from moothall.people.sign_in.assurance import ACR, STRENGTHS, identity_asked
from moothall.people.sign_in.provider import SCOPES
from moothall.people.sign_in.validator import CHALLENGE, S256

PROMPTS = frozenset({"none", "login", "consent", "select_account"})

#: Parameters that may stand there once: two answers to one question are none.
ONCE = (
    "scope", "response_type", "response_mode", "state", "nonce", "prompt", "max_age",
    "code_challenge", "code_challenge_method", "id_token_hint", "acr_values",
)  # fmt: skip


class NoSuchSite(Exception):
    """We do not know the site, or it may not be led back to there: somebody sees a page of ours."""


class Refused(Exception):
    """The site asked what it may not; it is told so in the protocol's words."""

    def __init__(self, error: str, description: str, *, back: str, state: str) -> None:
        super().__init__(error)
        told = {"error": error, "error_description": description, "state": state}
        self.address = address_back(back, {name: value for name, value in told.items() if value})


@dataclass(frozen=True)
class Asked:
    """One request to sign somebody in."""

    client: SiteClient
    back: str
    state: str
    scopes: tuple[str, ...]
    prompts: frozenset[str]
    max_age: int | None
    strength: int
    identity: str

    @property
    def is_silent(self) -> bool:
        """Tell whether nothing may be shown."""
        return "none" in self.prompts

    @property
    def wants_proof(self) -> bool:
        """Tell whether somebody must prove again who they are, however short ago they did."""
        return bool(self.prompts & {"login", "select_account"}) or self.max_age == 0

    def refusal(self, error: str, description: str = "") -> Refused:
        """Return what the site is told."""
        return Refused(error, description, back=self.back, state=self.state)


def address_back(back: str, told: Mapping[str, str]) -> str:
    """Return where a site hears of this, and by whom it is told (RFC 9207)."""
    joined = "&" if urlsplit(back).query else "?"
    return f"{back}{joined}{urlencode({**told, 'iss': origin.issuer()})}"


def read(query: QueryDict) -> Asked:
    """
    Return what is asked.

    :raises NoSuchSite: if nobody can be told what is wrong
    :raises Refused: for what the site is told
    """
    client = _client(query)
    back = query.get("redirect_uri", "")
    state = query.get("state", "")
    if problem := _problem(query):
        raise Refused(*problem, back=back, state=state)
    scopes = tuple(one for one in query.get("scope", "").split() if one in SCOPES)
    if not set(scopes) <= set(client.get_scopes()):
        raise Refused("invalid_scope", "This site may not ask for this.", back=back, state=state)
    return Asked(
        client=client,
        back=back,
        state=state,
        scopes=scopes,
        prompts=frozenset(query.get("prompt", "").split()),
        max_age=int(query.get("max_age", "")) if query.get("max_age") else None,
        strength=strength_asked(query),
        identity=identity_asked(query),
    )


def strength_asked(query: Mapping[str, str]) -> int:
    """Return the least strength that a site asks for; unknown values ask for nothing."""
    asked = [STRENGTHS[one] for one in query.get("acr_values", "").split() if one in STRENGTHS]
    return min(asked, default=min(ACR))


def language_of(query: Mapping[str, str]) -> str:
    """Return the first of the languages asked for that we speak."""
    bare = [one.partition("-")[0].lower() for one in query.get("ui_locales", "").split()]
    return next((one for one in bare if one in {"en", "cy"}), "en")


def _client(query: QueryDict) -> SiteClient:
    if any(len(query.getlist(name)) != 1 for name in ("client_id", "redirect_uri")):
        raise NoSuchSite
    client: SiteClient | None = SiteClient.objects.filter(pk=query.get("client_id", "")).first()
    if client is None or query.get("redirect_uri", "") not in client.get_redirect_uris():
        raise NoSuchSite
    return client


def _problem(query: QueryDict) -> tuple[str, str] | None:
    checks = (_problem_of_form, _problem_of_challenge, _problem_of_prompt)
    return next((found for check in checks if (found := check(query))), None)


def _problem_of_form(query: QueryDict) -> tuple[str, str] | None:
    if any(len(query.getlist(name)) > 1 for name in ONCE):
        return "invalid_request", "A parameter stands there twice."
    for name in ("request", "request_uri"):
        if name in query:
            return f"{name}_not_supported", "Ask in plain parameters."
    if query.get("response_type", "") != "code":
        missing = "response_type" not in query
        error = "invalid_request" if missing else "unsupported_response_type"
        return error, "The response_type is code."
    if query.get("response_mode", "query") != "query":
        return "invalid_request", "The response_mode is query."
    if "openid" not in query.get("scope", "").split():
        return "invalid_scope", "The scope holds openid."
    return None


def _problem_of_challenge(query: QueryDict) -> tuple[str, str] | None:
    if not CHALLENGE.fullmatch(query.get("code_challenge", "")):
        return "invalid_request", "PKCE is required: code_challenge is missing or malformed."
    if query.get("code_challenge_method", "plain") != S256:
        return "invalid_request", "The code_challenge_method is S256."
    return None


def _problem_of_prompt(query: QueryDict) -> tuple[str, str] | None:
    prompts = set(query.get("prompt", "").split())
    if not prompts <= PROMPTS or ("none" in prompts and len(prompts) > 1):
        return "invalid_request", "The prompt is not one that we know."
    max_age = query.get("max_age", "")
    if max_age and not (max_age.isascii() and max_age.isdigit()):
        return "invalid_request", "The max_age is a number of seconds."
    return None
