"""What staff read of each gap: what fills it, and an example."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from moothall.notifications.kinds import Words

_LINK = "https://www.example.gov.uk/a/7Kq2Xw"


@dataclass(frozen=True)
class Gap:
    """What fills a gap, in words, and a value such as there might be."""

    meaning: Words
    example: Words


_MONDAY = _("Monday 7 June 2027")
_FRIDAY = _("Friday 18 June 2027")

_COUNCIL = {
    "council_name": Gap(_("The name of the council"), ""),
    "council_phone": Gap(_("The council’s phone number"), ""),
    "council_email": Gap(_("The council’s email address"), ""),
    "council_url": Gap(_("The address of the council’s website"), ""),
}
_LINKS = {
    "link": Gap(_("The link to see it or to act"), _LINK),
    "track_url": Gap(_("The link that shows how the request is going"), _LINK),
    "account_url": Gap(_("The link to it in the person’s account, if they have one"), _LINK),
    "again": Gap(_("The link to book another time"), _LINK),
    "map": Gap(_("The link to the map of the place"), _LINK),
    "video": Gap(_("The link to the video call"), _LINK),
    "receipt": Gap(_("The link to the receipt as a PDF"), _LINK),
    "unsubscribe": Gap(_("The link to get no more of these messages"), _LINK),
}
_TIMES = {
    "day": Gap(_("The day"), _MONDAY),
    "time": Gap(_("The time of day"), _("10:30am")),
    "when": Gap(_("Day and time"), _("Monday 7 June 2027 at 10:30am")),
    "until": Gap(_("The last day, or the last moment, it can be done or holds"), _FRIDAY),
    "due": Gap(_("The day by which it must be done or paid"), _FRIDAY),
    "expected_day": Gap(_("The day by which we aim to finish"), _FRIDAY),
    "answer_by": Gap(_("The day by which an answer is due"), _FRIDAY),
    "first": Gap(_("The first day that suits"), _MONDAY),
    "last": Gap(_("The last day it is paid for, or that suits"), _FRIDAY),
    "last_day": Gap(_("The last day on which the link works"), _FRIDAY),
    "from": Gap(_("The first day it is paid for"), _MONDAY),
    "end": Gap(_("When the parking ends"), _("4:15pm")),
    "card_day": Gap(_("The day on which the card is charged"), _MONDAY),
    "days": Gap(_("A number of days"), "7"),
}
_MONEY = {
    "amount": Gap(_("The amount"), "£24.50"),
    "refund": Gap(_("What is given back"), "£24.50"),
    "deposit": Gap(_("The deposit"), "£50.00"),
    "kept": Gap(_("How much of the deposit is kept"), "£10.00"),
    "paid": Gap(_("What was paid"), "£24.50"),
    "back": Gap(_("What is given back, or a sentence about it"), "£24.50"),
    "vat": Gap(_("The VAT within the amount"), "£4.08"),
    "card": Gap(_("The card’s make and last digits"), "Visa 1234"),
    "lines": Gap(_("What was paid for, one line each"), _("Garden waste: £24.50")),
    "ending": Gap(_("The last digits of the bank account"), "678"),
    "statement_name": Gap(_("The name that stands on the bank statement"), "EXAMPLE COUNCIL"),
    "plan": Gap(
        _("What was subscribed to, or when payments are taken"), _("Garden waste collection")
    ),
    "quantity": Gap(_("How many"), "1"),
    "guarantee_title": Gap(
        _("The heading of the Direct Debit Guarantee"), _("The Direct Debit Guarantee")
    ),
    "guarantee": Gap(
        _("The words of the Direct Debit Guarantee"),
        _("This Guarantee is offered by all banks and building societies …"),
    ),
}
_THINGS = {
    "reference": Gap(_("The reference"), "ABC-4F7-K2Q"),
    "service": Gap(_("What the request is about"), _("Missed bin")),
    "status": Gap(_("How the request stands now"), _("Being worked on")),
    "stage": Gap(_("The stage of the complaint"), _("Stage 1")),
    "what": Gap(_("What it is about"), _("Garden waste collection")),
    "form": Gap(_("The name of the form"), _("Apply for a parking permit")),
    "activity": Gap(_("What was booked"), _("Swimming lesson")),
    "place": Gap(_("The place"), _("Example Leisure Centre")),
    "where": Gap(_("The place"), _("Example Leisure Centre")),
    "address": Gap(_("The address of the place"), _("1 Example Street, Exampleton")),
    "school": Gap(_("The name of the school"), _("Example Primary School")),
    "vehicle": Gap(_("The number plate"), "AB12 CDE"),
    "how_many": Gap(_("How many bookings"), "3"),
    "list": Gap(_("The bookings, one line each"), _("Monday 7 June 2027 at 10:30am: ABC-4F7-K2Q")),
    "code": Gap(_("The code to type in"), "482913"),
}
_PEOPLE = {
    "name": Gap(_("The name of a person it is about or to"), "Siân Evans"),
    "applicant": Gap(_("The name of whoever filled in the form"), "Tomos Rees"),
    "other": Gap(_("The name of the other person"), "Tomos Rees"),
    "who": Gap(_("Whom it is for"), "Siân Evans"),
}
_SENTENCES = {
    "next_step": Gap(
        _("What happens next, from the settings of the service"),
        _("We look at your request within two working days."),
    ),
    "note": Gap(_("What staff wrote"), _("The crew comes again tomorrow.")),
    "note_unless_account": Gap(
        _("What staff wrote, for those without an account"), _("The crew comes again tomorrow.")
    ),
    "words": Gap(_("What staff wrote"), _("We are sorry that your bin was missed.")),
    "what_next": Gap(
        _("What somebody can do who does not agree"),
        _("If you do not agree, ask us to look at it again."),
    ),
    "ombudsman": Gap(_("How to reach the ombudsman"), "https://www.lgo.org.uk"),
    "reason": Gap(_("What the other person said"), _("I have not seen the form before.")),
    "because": Gap(_("Why, in a sentence"), _("The pool is being repaired.")),
    "why": Gap(_("Why, in a sentence"), _("You paid twice.")),
    "standing": Gap(_("How the booking stands now"), _("Your booking stays at the time you had.")),
    "bring_title": Gap(_("A heading over what to bring"), _("What to bring")),
    "bring": Gap(_("What to bring"), _("A towel")),
    "directions": Gap(_("How to get there"), _("Bus 7 stops outside.")),
    "features": Gap(_("What is there, such as a lift"), _("Hearing loop, accessible toilet")),
    "offers_title": Gap(_("A heading over other times"), _("Take one of these times")),
    "offers": Gap(_("Other times, one line each"), _("Monday 7 June 2027 at 10:30am")),
    "others_title": Gap(_("A heading over other places"), _("Other places")),
    "others": Gap(_("Other places, one line each"), _("Example Baths")),
    "title": Gap(_("The title of the news"), _("The library opens on Sundays")),
    "text": Gap(_("The news"), _("From 13 June the library opens at 10am on Sundays.")),
}

_GAPS = _COUNCIL | _LINKS | _TIMES | _MONEY | _THINGS | _PEOPLE | _SENTENCES

#: These can be used in every message.
OF_THE_COUNCIL = frozenset(_COUNCIL)


def words_of_gap(name: str) -> Gap:
    """
    Return what staff read of a gap.

    :raises KeyError: if nobody has described it, which a test forbids
    """
    return _GAPS[name]
