"""What is proven about a resident, and what of it their council may keep."""

from uuid import UUID

from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from moothall.councils.requests import CouncilRequest
from moothall.kernel import clock
from moothall.kernel.access import resident
from moothall.people import actions, scopes
from moothall.people.identities import KEEPABLE, proven_facts_of
from moothall.people.ports import IdentityLevel
from moothall.people.resident_standing import ResidentStanding
from moothall.people.sign_in.identity_proofs import proof_for
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
            "is_done": "done" in request.GET,
        },
    )
