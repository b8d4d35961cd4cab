"""Which answers allauth gets: those of the door at which the request stands."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from moothall.people.doors import kind_at_the_door
from moothall.people.models import AccountKind
from moothall.people.sign_in.residents import ResidentAccountAdapter, ResidentSecondFactorAdapter
from moothall.people.sign_in.staff import StaffAccountAdapter, StaffSecondFactorAdapter


def account_adapter(request: HttpRequest | None = None) -> DefaultAccountAdapter:
    """Return what answers for accounts at this door."""
    if kind_at_the_door() == AccountKind.RESIDENT:
        return ResidentAccountAdapter(request)
    return StaffAccountAdapter(request)


def second_factor_adapter() -> DefaultMFAAdapter:
    """Return what answers for second factors at this door."""
    if kind_at_the_door() == AccountKind.RESIDENT:
        return ResidentSecondFactorAdapter()
    return StaffSecondFactorAdapter()
