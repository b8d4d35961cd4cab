"""Signing in with an account that somebody has elsewhere, such as Google's or Microsoft's."""

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter


class SignInElsewhere(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Providers by configuration; none joins an account by an address it has not verified."""
