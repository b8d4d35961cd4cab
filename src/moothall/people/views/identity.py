"""Signing in and proving who one is with the installation's identity provider."""

import logging
from datetime import timedelta
from http import HTTPStatus

from allauth.account.adapter import get_adapter
from allauth.account.utils import perform_login
from allauth.core import ratelimit
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode

from moothall.kernel import clock
from moothall.kernel.access import machine, sign_in_page
from moothall.kernel.errors import Conflict, NotFound, Retry
from moothall.kernel.rate_limits import allow
from moothall.people import actions
from moothall.people.identities import account_of_identity
from moothall.people.models import Account
from moothall.people.ports import (
    Fact,
    FinishSignIn,
    RefusalReason,
    SignInRefused,
    StartSignIn,
)
from moothall.people.sign_in import (
    identity_leaving,
    identity_waiting,
    proving,
)
from moothall.people.sign_in.demands import Demands, demands_of
from moothall.people.sign_in.identity_pages import belongs_to_another
from moothall.people.sign_in.identity_proofs import Proof, note, proof_from
from moothall.people.sign_in.identity_provider import Installed, installed
from moothall.people.sign_in.identity_waiting import ToConnect, UnderWay
from moothall.people.sign_in.refusals import words_for

logger = logging.getLogger(__name__)

#: As allauth limits signing in: one address may be a whole library's or a mobile network's.
MOST_STARTS, STARTS_PER = 300, timedelta(minutes=1)
LONGEST_ADDRESS = 254


# There and back


@sign_in_page
def prove(request: HttpRequest) -> HttpResponseBase:
    """Say why somebody is asked for more, before they leave for the provider."""
    following = _following(request)
    asked, found = demands_of(following), installed()
    return render(
        request,
        "people/sign_in/identity_prove.html",
        {
            "provider": found.label if found is not None else "",
            "asks_who": bool(asked.identity),
            "start": _address("identity:start", following),
        },
        status=HTTPStatus.OK if found is not None else HTTPStatus.NOT_FOUND,
    )


@sign_in_page
def start(request: HttpRequest) -> HttpResponseBase:
    """Send somebody to the provider, for what the request that waits behind this page asks."""
    found, following = _installed(), _following(request)
    address = get_adapter(request).get_client_ip(request)
    if not allow(f"identity:{address}", limit=MOST_STARTS, per=STARTS_PER, now=clock.now()):
        too_often: HttpResponse = ratelimit.respond_429(request)
        return too_often
    asked = demands_of(following)
    try:
        started = found.provider.start(_asked_for(asked, request.LANGUAGE_CODE))
    except (SignInRefused, Retry) as problem:
        return _refused(request, found, problem, following)
    identity_waiting.keep(
        request,
        UnderWay(started.pending, following, request.LANGUAGE_CODE),
    )
    return HttpResponseRedirect(started.address)


@machine
def back(request: HttpRequest) -> HttpResponseBase:
    """Receive somebody from the provider, in the language in which they left."""
    found, following = _installed(), reverse("sign-in:security")
    try:
        under_way = identity_waiting.take(request, request.GET.get("state", ""))
        if under_way is not None:
            following = under_way.following
            request.LANGUAGE_CODE = under_way.language
        with translation.override(request.LANGUAGE_CODE):
            return _received(request, found, under_way, following)
    except (SignInRefused, Retry) as problem:
        with translation.override(request.LANGUAGE_CODE):
            return _refused(request, found, problem, following)


def _received(
    request: HttpRequest, found: Installed, under_way: UnderWay | None, following: str
) -> HttpResponseBase:
    """
    Turn the provider's answer into somebody who is signed in, or into a question to them.

    :raises SignInRefused: if the provider's answer is not as it was asked for
    :raises Retry: if the provider does not answer
    """
    now = clock.now()
    identity = found.provider.finish(
        FinishSignIn(
            answer=request.GET.dict(),
            pending=under_way.pending if under_way is not None else None,
            now=now,
        )
    )
    proof = proof_from(identity, provider=found.key, now=now)
    owner = account_of_identity(proof.issuer, proof.subject)
    if owner is not None:
        return _is_known(request, owner, proof, following)
    return _is_new(request, proof, following)


def _is_known(
    request: HttpRequest, owner: Account, proof: Proof, following: str
) -> HttpResponseBase:
    """Sign the owner of the account in; whoever is signed in already must be that very person."""
    user = request.user
    if isinstance(user, Account) and proving.is_again(request):
        request.user = user = AnonymousUser()  # they sign in again, in the stay that they are in
    if not isinstance(user, Account):
        return _sign_in(request, owner, proof, following)
    if user.pk != owner.pk:
        return belongs_to_another(request, proof)
    note(request, owner, proof)
    return HttpResponseRedirect(following)


def _is_new(request: HttpRequest, proof: Proof, following: str) -> HttpResponseBase:
    """
    Make an account for somebody new; else let them say to which account they belong.

    :raises SignInRefused: if the provider does not know whether the address is theirs
    """
    if not (proof.email_verified and _is_address(proof.email)):
        raise SignInRefused(RefusalReason.EMAIL_NOT_VERIFIED, "Its address is not verified.")
    if not isinstance(request.user, Account):
        try:
            account = actions.open_account_for_identity(
                proof=proof,
                language=translation.get_language() or "en",
                now=clock.now(),
            )
        except Conflict:
            pass  # the address is somebody's: they have to show that it is theirs
        else:
            return _sign_in(request, account, proof, following)
    identity_waiting.keep_to_connect(request, ToConnect(proof, following))
    return HttpResponseRedirect(reverse("identity:connect"))


def _sign_in(
    request: HttpRequest, account: Account, proof: Proof, following: str
) -> HttpResponseBase:
    """Sign in as allauth does: with its limits, second factors, notices and session keys."""
    note(request, account, proof)
    response: HttpResponse = perform_login(request, account, redirect_url=following)
    return response


# Signing out


@machine
def signed_out(request: HttpRequest) -> HttpResponseBase:
    """Receive somebody whom the provider signed out, and lead them to where they wanted to go."""
    following = identity_leaving.following_in(request.GET.get("state", ""))
    if following:
        return HttpResponseRedirect(following)
    return render(request, "people/sign_in/identity_signed_out.html", {"is_protocol": True})


@machine
def logout_told(request: HttpRequest) -> HttpResponseBase:
    """
    Hear from the provider that somebody signed out there (OpenID Connect Back-Channel Logout 1.0).

    It proves itself by its signature; nobody's browser is on the line.
    """
    if request.method != "POST":
        return HttpResponse(status=HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": "POST"})
    status, now = HTTPStatus.OK, clock.now()
    try:
        word = _installed().provider.read_logout_token(request.POST.get("logout_token", ""), now)
        actions.hear_logout(word=word, now=now)
    except Retry as problem:
        logger.warning("A word of signing out could not be read: %s.", problem)
        status = HTTPStatus.SERVICE_UNAVAILABLE
    except (SignInRefused, Conflict) as problem:
        logger.warning("A word of signing out is refused: %s", problem)
        status = HTTPStatus.BAD_REQUEST
    return HttpResponse(status=status, headers={"Cache-Control": "no-store"})


# What all of them use


def _installed() -> Installed:
    """
    Return the provider.

    :raises NotFound: if the installation has none
    """
    found = installed()
    if found is None:
        raise NotFound("Nobody proves identities here.")
    return found


def _asked_for(asked: Demands, language: str) -> StartSignIn:
    return StartSignIn(
        return_address=settings.SIGN_IN_URL + reverse("identity-provider:back"),
        now=clock.now(),
        strength=asked.strength,
        identity=asked.identity,
        facts=frozenset({Fact.RETURN_CODES}) if asked.identity else frozenset(),
        language=language,
        longest_ago=asked.longest_ago,
    )


def _following(request: HttpRequest) -> str:
    """Return where somebody wants to go after this, if that is on this very host."""
    wanted = request.GET.get(REDIRECT_FIELD_NAME, "")
    if wanted and get_adapter(request).is_safe_url(wanted):
        return wanted
    return reverse("sign-in:security")


def _address(name: str, following: str) -> str:
    return f"{reverse(name)}?{urlencode({REDIRECT_FIELD_NAME: following})}"


def _is_address(email: str) -> bool:
    try:
        validate_email(email)
    except ValidationError:
        return False
    return len(email) <= LONGEST_ADDRESS


def _refused(
    request: HttpRequest, found: Installed, problem: SignInRefused | Retry, following: str
) -> HttpResponseBase:
    """Say in plain words why nobody was signed in, and write the reason into the log."""
    is_ours = isinstance(problem, SignInRefused) and problem.reason is RefusalReason.MISCONFIGURED
    logger.log(
        logging.ERROR if is_ours else logging.WARNING,
        "%s signed nobody in: %s",
        found.key,
        problem,
    )
    is_signed_in = request.user.is_authenticated
    words = words_for(problem, provider=found.label, is_signed_in=is_signed_in)
    return render(
        request,
        "people/sign_in/identity_refused.html",
        {
            "words": words,
            "again": _address("identity:start", following) if words.may_try_again else "",
            "other_way": "" if is_signed_in else _address("account_login", following),
            "is_protocol": True,
        },
        status=words.status,
    )
