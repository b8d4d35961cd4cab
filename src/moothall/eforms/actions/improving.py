"""What the library improves in forms that were taken from it, and what stays a council's own."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from moothall.eforms import versions
from moothall.eforms.actions.sharing import from_library, put_forward
from moothall.eforms.models import InFlight, Left, LeftImprovement, LibraryAdoption
from moothall.eforms.policies import can_design_forms
from moothall.eforms.sharing import merging, paths
from moothall.eforms.sharing.merging import Standing
from moothall.eforms.sharing.shelf import digest_of
from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.policies import require

_WHY = {Standing.LOCAL: Left.LOCAL, Standing.GONE: Left.GONE}


@transaction.atomic
def take_improvements(
    *,
    actor: Actor,
    council_id: int,
    form: str,
    accepted: Collection[str],
    after_all: Collection[str] = (),
    seen: tuple[str, str],
    in_flight: InFlight = InFlight.FINISH,
    now: datetime,
) -> LibraryAdoption:
    """
    Take the chosen improvements of the library, and remember the others, to be taken after all.

    `accepted` are keys of what is offered, `after_all` of what was left before. `seen` are the
    digests, of the library's document and of the council's, that were decided on.

    :raises NotFound: if the form was not adopted
    :raises Conflict: if either document has changed since it was shown
    """
    require(can_design_forms(actor, council_id))
    adoption = _locked(council_id, form)
    theirs, current = from_library(adoption.library_slug), adoption.form.current
    if seen != (digest_of(theirs), current.digest):
        raise Conflict("The form has changed since you looked at it. Look at the changes again.")
    local = tuple(map(paths.read, adoption.local_paths))
    offered = merging.offers(adoption.base, theirs, current.document, local)
    left = [one.offer for one in versions.left_offers(adoption, theirs, offered)]
    document = merging.accept(current.document, theirs, offered, accepted)
    document = merging.accept(document, theirs, left, after_all)
    if document != current.document:
        put_forward(
            actor=actor, council_id=council_id, document=document, in_flight=in_flight, now=now
        )
    adoption.base, adoption.base_digest, adoption.decided_at = theirs, digest_of(theirs), now
    adoption.save(update_fields=["base", "base_digest", "decided_at"])
    kept = LeftImprovement.objects.filter(council_id=council_id, adoption=adoption)
    kept.filter(key__in={*after_all, *(one.change.key for one in offered)}).delete()
    _remember(actor, adoption, [one for one in offered if not _is_taken(one, accepted)], now)
    audit.record(
        actor=actor,
        verb="form.improvements-decided",
        subject=adoption,
        now=now,
        detail={
            "form": form,
            "accepted": sorted({*accepted, *after_all}),
            "digest": adoption.base_digest,
        },
    )
    return adoption


@transaction.atomic
def mark_own_parts(
    *, actor: Actor, council_id: int, form: str, own: Collection[str], now: datetime
) -> LibraryAdoption:
    """
    Say which parts of an adopted form stay the council's own, whatever the library says.

    :raises NotFound: if the form was not adopted
    :raises Conflict: if the form has no such part any more
    """
    require(can_design_forms(actor, council_id))
    adoption = _locked(council_id, form)
    allowed = set(map(paths.written, versions.own_parts(adoption).candidates))
    if not set(own) <= allowed:
        raise Conflict(_("The form has changed since you looked at it. Look at it again."))
    adoption.local_paths = sorted(set(own))
    adoption.save(update_fields=["local_paths"])
    audit.record(
        actor=actor,
        verb="form.own-parts-marked",
        subject=adoption,
        now=now,
        detail={"form": form, "own": adoption.local_paths},
    )
    return adoption


def _is_taken(offer: merging.Offer, accepted: Collection[str]) -> bool:
    return offer.can_be_taken and offer.change.key in accepted


def _remember(
    actor: Actor, adoption: LibraryAdoption, left: Collection[merging.Offer], now: datetime
) -> None:
    """Keep what was offered and not taken, but for what is the council's own in every form."""
    LeftImprovement.objects.bulk_create(
        LeftImprovement(
            council_id=adoption.council_id, adoption=adoption, key=one.change.key,
            change=one.change.kept(), why=_WHY.get(one.standing, Left.DECLINED),
            left_at=now, left_by=actor.name,
        )
        for one in left
        if not merging.is_always_local(one.change)
    )  # fmt: skip


def _locked(council_id: int, form: str) -> LibraryAdoption:
    adoption = (
        LibraryAdoption.objects.select_for_update(of=("self",))
        .select_related("form__current")
        .filter(council_id=council_id, form__slug=form)
        .first()
    )
    if adoption is None or adoption.form.current is None:
        raise NotFound("This form was not taken from the library.")
    found: LibraryAdoption = adoption
    return found
