"""Charges as lines of baskets."""

from django.utils import formats, translation
from django.utils.translation import gettext as _

from moothall.councils.queries import council_by_id
from moothall.payments.items import Item
from moothall.payments.kept_cards import KEEPS_CARD
from moothall.payments.models import Charge, Subscription
from moothall.payments.subscriptions.holding import ABOUT
from moothall.payments.subscriptions.workflow import ChargeKind
from moothall.payments.wording import words_in


def item_of(subscription: Subscription, charge: Charge) -> Item:
    """Return a charge as it is put into a basket, with words in each language of the council."""
    languages = council_by_id(subscription.council_id).languages
    wants = subscription.wants_card_kept and not subscription.agreement_reference
    return Item(
        fund=subscription.plan.fund.key,
        description={one: words_of(subscription, charge, one) for one in languages},
        unit_pence=charge.pence,
        about_type=ABOUT,
        about_id=charge.pk,
        reference=subscription.reference,
        payable=subscription.plan.key,
        detail={KEEPS_CARD: True} if wants and charge.kind != ChargeKind.CHANGE else {},
    )


def words_of(subscription: Subscription, charge: Charge, language: str) -> str:
    """Return what a charge is for, in a language."""
    with translation.override(language):
        gaps = {
            "plan": words_in(subscription.plan.name, language),
            "first": formats.date_format(charge.first_on, "j F Y"),
            "last": formats.date_format(charge.last_on, "j F Y"),
            "count": charge.quantity,
        }
        if charge.kind == ChargeKind.CHANGE:
            return _("%(plan)s: change to %(count)s, until %(last)s") % gaps
        if charge.kind == ChargeKind.INSTALMENT:
            return _("%(plan)s: instalment of %(first)s") % gaps
        return _("%(plan)s from %(first)s to %(last)s") % gaps
