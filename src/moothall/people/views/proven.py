"""What is proven about a resident, and what of it their council may keep."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from moothall.councils.requests import CouncilRequest
from moothall.kernel import clock
from moothall.kernel.access import resident
from moothall.kernel.errors import Conflict
from moothall.people import actions, scopes
from moothall.people.identities import KEEPABLE, proven_facts_of
from moothall.people.ports import IdentityLevel
from moothall.people.queries import person_detail
from moothall.people.resident_standing import ResidentStanding
from moothall.people.sign_in.identity_proofs import Proof, proof_for
from moothall.people.sign_in.identity_provider import label_of


@resident(scopes.ACCOUNT, identity=IdentityLevel.MEDIUM)
def proven(request: CouncilRequest) -> HttpResponseBase:
    """Show what is proven about somebody, and let the council keep it or forget it."""
    standing: ResidentStanding = request.resident  # type: ignore[attr-defined]
    person_id, proof, now = UUID(request.actor.subject), proof_for(standing), clock.now()
    if request.method == "POST":
        wanted = frozenset(request.POST.getlist("proven")) & KEEPABLE
        if wanted and proof is not None:
            actions.keep_proven_facts(
                actor=request.actor, person_id=person_id, proof=proof, wanted=wanted, now=now
            )
        else:
            actions.forget_proven_facts(actor=request.actor, person_id=person_id, now=now)
        return HttpResponseRedirect(f"{reverse('account:proven')}?done=1")
    return _page(request, proof)


@resident(scopes.ACCOUNT, identity=IdentityLevel.MEDIUM)
def take_name(request: CouncilRequest) -> HttpResponseBase:
    """Let the council call somebody by their proven name, as they ask by pressing the button."""
    proof = proof_for(request.resident)  # type: ignore[attr-defined]
    if request.method != "POST" or proof is None:
        return HttpResponseRedirect(reverse("account:proven"))
    try:
        actions.take_proven_name(
            actor=request.actor,
            person_id=UUID(request.actor.subject),
            proof=proof,
            now=clock.now(),
        )
    except Conflict:
        return _page(request, proof, is_taken=True)
    return HttpResponseRedirect(f"{reverse('account:proven')}?done=name")


def _page(request: CouncilRequest, proof: Proof | None, *, is_taken: bool = False) -> HttpResponse:
    person_id = UUID(request.actor.subject)
    known_as = person_detail(person_id).name
    is_other = proof is not None and proof.tells_who and proof.name != known_as
    kept = proven_facts_of(person_id)
    return render(
        request,
        "people/account/proven.html",
        {
            "proof": proof,
            "provider": label_of(proof.provider) if proof is not None else "",
            "wanted": {row.fact for row in kept},
            "kept": [
                {
                    "fact": row.fact,
                    "value": row.value,
                    "source": label_of(row.source),
                    "at": row.proven_at,
                }
                for row in kept
            ],
            "known_as": known_as,
            "offers_name": is_other,
            "name_is_taken": is_taken,
            "done": request.GET.get("done", ""),
        },
        status=409 if is_taken else 200,
    )
