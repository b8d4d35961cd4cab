"""What the installation holds about somebody's sign-in, which belongs to no council."""

from collections.abc import Mapping
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db.models import F
from django.utils.translation import gettext as _

from moothall.people.held_tables import plain
from moothall.people.models import Account, ExternalIdentity, SiteConsent, SiteSession
from moothall.people.personal_data import Section


def sections_of_sign_in(account_id: int) -> list[Section]:
    """Return the sign-in of an account: addresses, ways to sign in, and where; a query each."""
    account = Account.objects.filter(pk=account_id).first()
    if account is None:
        return []
    return [
        _section(
            "sign-in.account",
            _("Your sign-in"),
            _("One account for every council of this service."),
            {
                "name": _("Name"),
                "email": _("Email"),
                "language": _("Language"),
                "date_joined": _("Made"),
                "last_login": _("Last used"),
            },
            Account.objects.filter(pk=account_id),
        ),
        _section(
            "sign-in.addresses",
            _("Email addresses you sign in with"),
            _("To know that it is you."),
            {"email": _("Email"), "verified": _("Confirmed"), "primary": _("Main address")},
            EmailAddress.objects.filter(user_id=account_id).order_by("pk"),
        ),
        _section(
            "sign-in.factors",
            _("Passkeys and apps you sign in with"),
            _("To know that it is you. We cannot show their secrets."),
            {"type": _("Kind"), "created_at": _("Since"), "last_used_at": _("Last used")},
            Authenticator.objects.filter(user_id=account_id).order_by("pk"),
        ),
        _section(
            "sign-in.elsewhere",
            _("Accounts elsewhere that you sign in with"),
            _("To know that it is you."),
            {
                "provider": _("Where"),
                "uid": _("Your number there"),
                "date_joined": _("Since"),
                "extra_data": _("What they told us"),
            },
            SocialAccount.objects.filter(user_id=account_id).order_by("pk"),
        ),
        _section(
            "sign-in.identities",
            _("Proven identities that you sign in with"),
            _("To know that it is you."),
            {
                "provider": _("Where"),
                "issuer": _("Its address"),
                "subject": _("Your name there, made up for us alone"),
                "shown": _("Email"),
                "connected_at": _("Since"),
            },
            ExternalIdentity.objects.filter(account_id=account_id).order_by("pk"),
        ),
        _section(
            "sign-in.sessions",
            _("Where you are signed in"),
            _("To keep your account safe."),
            {
                "created_at": _("Since"),
                "last_seen_at": _("Last used"),
                "ip": _("Internet address"),
                "user_agent": _("Browser"),
            },
            UserSession.objects.filter(user_id=account_id).order_by("pk"),
        ),
        _section(
            "sign-in.sites",
            _("Other websites that you allowed to know you"),
            _("What each may learn of you, and since when."),
            {
                "site": _("Website"),
                "scopes": _("What it may learn"),
                "given_at": _("Agreed"),
                "withdrawn_at": _("Taken back"),
            },
            SiteConsent.objects.filter(account_id=account_id)
            .annotate(site=F("client__name"))
            .order_by("given_at", "pk"),
        ),
        _section(
            "sign-in.site-sessions",
            _("When you were signed in on other websites"),
            _("So that you can be signed out there too."),
            {"site": _("Website"), "began_at": _("Began"), "ended_at": _("Ended")},
            SiteSession.objects.filter(account_id=account_id)
            .annotate(site=F("client__name"))
            .order_by("began_at", "pk"),
        ),
    ]


def _section(
    key: str, title: str, explanation: str, columns: Mapping[str, str], rows: Any
) -> Section:
    found = tuple({name: plain(getattr(row, name)) for name in columns} for row in rows)
    return Section(key=key, title=title, explanation=explanation, columns=columns, rows=found)
