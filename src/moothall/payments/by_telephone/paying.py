"""How a confirmed call is paid: at the gateway's voice page, or by a texted link."""

from django.utils.translation import gettext as _

from moothall.kernel.actors import system
from moothall.kernel.errors import GiveUp, Retry
from moothall.kernel.secrets import SecretMissing
from moothall.notifications.queries import can_get_texts, can_reach_by
from moothall.payments import actions
from moothall.payments.by_telephone.calls import Call
from moothall.payments.by_telephone.ports import HandOver, KeyedAccount, TakesCardsByVoice
from moothall.payments.by_telephone.saying import Said
from moothall.payments.by_telephone.steps import Keyed, Turn, ask_for_text, say
from moothall.payments.chosen import chosen_gateway, gateway_of
from moothall.payments.errors import BasketPaid, CannotPay, PaymentUnderWay
from moothall.payments.items import Item
from moothall.payments.models import Basket, PayLink
from moothall.payments.ports import CardEntry
from moothall.payments.queries import basket_with
from moothall.payments.story import RUNG_BY, VOICE
from moothall.people.by_number import persons_by_number
from moothall.people.contact import normalise_contact
from moothall.people.models import ContactKind

ABOUT = "payments.call"
_ACTOR = system("telephone")


def pay(call: Call, account: KeyedAccount, keyed: Keyed) -> Turn:
    """Put what is paid into a basket, and hand the call over, or offer the link."""
    try:
        basket = _basket(call, account, keyed)
        over = _hand_over(basket, call, keyed)
    except (BasketPaid, PaymentUnderWay):
        return Turn(call, say(call, _("This is paid, or being paid. Goodbye.")))
    except (CannotPay, Retry, GiveUp, SecretMissing):
        return Turn(call, say(call, _("We cannot take payments just now. Nothing was taken.")))
    if over is not None:
        words = _("We put you through to the payment company. Key your card there.")
        said = Said(sentences=((call.language, words),), number=over.number, then_keys=over.keys)
        return Turn(call, said)
    if can_get_texts(keyed.caller) and can_reach_by(keyed.council.id, "text"):
        return ask_for_text(call, keyed)
    return Turn(
        call, say(call, _("To pay, go to our website or ring our contact centre. Goodbye."))
    )


def text(call: Call, account: KeyedAccount, keyed: Keyed) -> Turn:
    """Text the link to the number that rings, once in a call."""
    basket = _basket(call, account, keyed)
    if not PayLink.objects.filter(basket_id=basket.pk).exists():
        actions.send_pay_link(
            actor=_ACTOR,
            basket_id=basket.pk,
            to=keyed.caller,
            channel="text",
            language=call.language,
            now=keyed.now,
        )
    return Turn(call, say(call, _("The link is on its way. Goodbye.")))


def _basket(call: Call, account: KeyedAccount, keyed: Keyed) -> Basket:
    """Return the basket of this call, made if it is not there."""
    about_id = call.about_id(keyed.council.id)
    known = basket_with(ABOUT, about_id)
    if known is not None:
        return Basket.objects.get(pk=known)
    basket, _secret = actions.open_basket(
        actor=_ACTOR,
        council_id=keyed.council.id,
        language=call.language,
        channel=VOICE,
        now=keyed.now,
    )
    item = Item(
        fund=account.fund,
        description=account.description,
        unit_pence=call.pence,
        about_type=ABOUT,
        about_id=about_id,
        reference=account.reference,
        account_name=account.account_name,
        payable=account.payable,
        detail=_rung_by(keyed),
    )
    actions.put_in_basket(actor=_ACTOR, basket_id=basket.pk, item=item, now=keyed.now)
    return basket


def _rung_by(keyed: Keyed) -> dict[str, str]:
    """Say whose number it is that rings, where it is one person's: never whose basket it is."""
    number = normalise_contact(ContactKind.PHONE, keyed.caller)
    found = persons_by_number(keyed.council.id, number, limit=2)
    return {RUNG_BY: str(found[0].id)} if len(found) == 1 else {}


def _hand_over(basket: Basket, call: Call, keyed: Keyed) -> HandOver | None:
    """Begin the payment at a gateway that answers calls; nothing where it does not."""
    try:
        chosen = chosen_gateway(keyed.council.id, CardEntry.VOICE)
    except CannotPay:
        return None
    if not isinstance(chosen.gateway, TakesCardsByVoice):
        return None
    payment = actions.begin_payment(
        actor=_ACTOR,
        basket_id=basket.pk,
        entry=CardEntry.VOICE,
        email="",
        language=call.language,
        now=keyed.now,
    )
    if payment is None or not payment.gateway_reference:
        raise CannotPay("The payment could not be begun.")
    begun_at = gateway_of(payment.choice)
    if not isinstance(begun_at.gateway, TakesCardsByVoice):
        raise CannotPay("The payment was begun at another gateway.")
    return begun_at.gateway.hand_over(payment.gateway_reference, call.language, begun_at.options)
