"""Pages about proven identities that several views end in."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from moothall.people.sign_in.identity_proofs import Proof
from moothall.people.sign_in.identity_provider import label_of


def belongs_to_another(request: HttpRequest, proof: Proof) -> HttpResponse:
    """Say that the identity and the account of whoever is signed in do not belong together."""
    return render(
        request,
        "people/sign_in/identity_of_another.html",
        {
            "provider": label_of(proof.provider),
            "shown": proof.email,
            "email": request.user.get_username(),
            "is_protocol": True,
        },
        status=HTTPStatus.CONFLICT,
    )
