"""Every form that comes with Moothall: sound, whole, in both languages, and leading to a case."""

import copy
import json
import re
from pathlib import Path

import pytest

from moothall.bookings.models import Booking
from moothall.bookings.tests.kit import EVERY_DAY, Diary, activity, hours, words
from moothall.cases.models import Case
from moothall.councils.models import ServiceType
from moothall.eforms import library, lint
from moothall.eforms.compiling import compile_definition
from moothall.eforms.keeping_words import days_in_words
from moothall.eforms.models import Submission
from moothall.eforms.tests.factories import demonstration_form, publish
from moothall.eforms.tests.walker import Walker
from moothall.kernel import clock
from moothall.kernel.scope import acting_for
from moothall.payments.models import Basket
from moothall.payments.ports import Outcome
from moothall.payments.tests.kit import Shop
from moothall.places import actions as places
from moothall.places.tests.factories import descriptor, house, premium_file, street

NAMES = sorted(library.files())
PAID = [name for name in NAMES if "payment" in library.form(name).get("needs", {})]
BOTH = lint.Circumstances(languages=("en", "cy"))


def without_promises(document):
    """Return a form without what nobody here can do yet, and what that was."""
    form, refused = copy.deepcopy(document), []
    for mistake in lint.mistakes(form, BOTH):
        place = mistake.place.split("/")
        if place[0] not in ("needs", "keeping", "prefill", "outcome") and "settings" not in place:
            continue
        refused.append(mistake.place)
        part = form
        for step in place[:-1]:
            part = part[int(step) if step.isdecimal() else step]
        part.pop(place[-1], None)
    return form, refused


@pytest.mark.parametrize("name", NAMES)
def test_a_form_has_no_mistakes_but_what_cannot_be_done_here_yet(name):
    document = library.form(name)

    form, _ = without_promises(document)

    assert lint.mistakes(form, BOTH) == []
    assert document["slug"] == name


@pytest.mark.slow
def test_nothing_keeps_a_form_from_being_published():
    refused = {name: without_promises(library.form(name))[1] for name in NAMES}

    assert {place for places in refused.values() for place in places} == set()


@pytest.mark.parametrize("name", NAMES)
def test_a_form_says_how_long_the_answers_are_kept(name):
    """Nobody is asked for personal data without end: `docs/eforms/keeping.md` has the reasons."""
    days = library.form(name)["keeping"]["days"]
    manual = (Path(__file__).resolve().parents[4] / "docs/eforms/keeping.md").read_text("utf-8")
    row = next(one for one in manual.splitlines() if f"`{name}`" in one)

    assert days % 365 == 0
    assert row.startswith(f"| {days_in_words(days)} |")


@pytest.mark.parametrize("name", NAMES)
def test_a_form_says_what_becomes_of_the_answers_and_whose_welsh_it_is(name):
    document = library.form(name)

    assert document["privacy"]["en"]
    assert document["about"]["drafted_by_machine"] == ["cy"]
    assert document["confirmation"]["next_steps"]["en"]
    assert compile_definition(document).pages


@pytest.mark.parametrize("name", NAMES)
def test_every_text_says_the_same_gaps_in_both_languages(name):
    def texts(part):
        if isinstance(part, dict) and {"en", "cy"} <= set(part):
            yield part
        elif isinstance(part, dict):
            for one in part.values():
                yield from texts(one)
        elif isinstance(part, list):
            for one in part:
                yield from texts(one)

    # A figure that is words, such as a day, has one for each language.
    gap = re.compile(r"\{([a-z.-]+?)(?:-cy)?\}")
    differing = [
        text["en"]
        for text in texts(library.form(name))
        if sorted(gap.findall(text["en"])) != sorted(gap.findall(text["cy"]))
    ]
    assert differing == []


@pytest.mark.parametrize("name", NAMES)
def test_no_option_and_no_message_names_what_only_pages_can_fill_in(name):
    questions = [one for page in library.form(name)["pages"] for one in page.get("questions", ())]

    said = [
        text
        for question in questions
        for part in (*question.get("messages", {}).values(), *question.get("options", ()))
        for text in part.get("label", part).values()
    ]

    assert [text for text in said if "{council." in text] == []


def _services(council, document):
    outcome = document["outcome"]
    chosen = [one["service_type"] for one in outcome.get("service_types", ())]
    with acting_for(council.id):
        pattern = ServiceType.objects.get(slug="general-enquiry")
        for slug in {outcome["service_type"], *chosen}:
            if not ServiceType.objects.filter(slug=slug).exists():
                pattern.pk, pattern.slug, pattern._state.adding = None, slug, True
                pattern.pk = ServiceType._meta.pk.get_default()
                pattern.save(force_insert=True)


def _diary(council, document, **rest):
    """Let what the form asks times of be booked every day."""
    asked = [one for page in document["pages"] for one in page.get("questions", ())]
    keys = {one["settings"]["activity"] for one in asked if one["type"] == "booking"}
    if keys:
        with acting_for(council.id):
            Diary(council, clock.now()).open(
                sites=[{"key": "hall", "name": words("Hall"), "hours": [hours(days=EVERY_DAY)]}],
                activities=[activity(key, party=4, lead=1440, **rest) for key in sorted(keys)],
            )


def _pay(shop, queue):
    """Pay what is in the basket, as the gateway tells it when the payer's browser is closed."""
    with acting_for(shop.council.id):
        payment = shop.begin(Basket.objects.get())
        shop.gateway.become(payment.pk, Outcome.PAID)
        shop.check(payment)
    queue.run_all()


@pytest.fixture
def uprn(db, tmp_path, northvale, southmere):
    """Load a house for each council, and return how its number is told."""
    records = [street(1), descriptor(1, "HIGH STREET")]
    for number, council in ((1, northvale), (2, southmere)):
        records += house(100 + number, 1, number, custodian=council.custodian_code)
    places.load_addresses(paths=[premium_file(tmp_path / "a.csv", records)], now=clock.now())
    return {"en": 101, "cy": 102}


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("name", [name for name in NAMES if name not in PAID])
def test_a_form_leads_to_a_case(client, northvale, southmere, uprn, name, language):
    council = southmere if language == "cy" else northvale

    browser = _walk(client, council, uprn, name, language)

    _expect_a_case(council, browser, language)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("kind", ["birth", "death", "notice"])
def test_an_appointment_of_each_kind_is_booked(
    client, northvale, southmere, uprn, queue, kind, language
):
    council = southmere if language == "cy" else northvale
    with acting_for(council.id):
        shop = Shop(council, clock.now()).open()

    name = "register-office-appointment"
    browser = _walk(client, council, uprn, name, language, what=kind)
    if browser.page == "basket":
        _pay(shop, queue)
        browser.get(re.search(rf'href="([^"]*/forms/{name}/[^"]+)"', browser.html)[1])

    _expect_a_case(council, browser, language)
    with acting_for(council.id):
        booking = Booking.objects.get()
        assert Case.objects.get().category == kind
    assert booking.reference in browser.html


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["en", "cy"])
def test_large_things_are_collected_on_a_chosen_day(
    client, northvale, southmere, uprn, queue, language
):
    """The demonstration's form: the diary's fee of the visit alone, for up to three things."""
    council = southmere if language == "cy" else northvale
    document = demonstration_form("bulky-waste")
    assert lint.mistakes(document, BOTH) == []
    with acting_for(council.id):
        shop = Shop(council, clock.now()).open()
    _services(council, document)
    _diary(council, document, fee={"fund": "permits", "pence": 4200})
    publish(council, document, clock.now())
    host = f"{council.slug}.test"

    browser = Walker(
        client, host, compile_definition(document), language, uprn=uprn[language]
    ).walk()
    assert browser.page == "basket"
    _pay(shop, queue)
    browser.get(re.search(r'href="([^"]*/forms/bulky-waste/[^"]+)"', browser.html)[1])

    _expect_a_case(council, browser, language)
    with acting_for(council.id):
        assert Booking.objects.get().payment == "paid"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("name", PAID)
def test_a_form_with_a_fee_leads_to_a_case_once_it_is_paid(
    client, northvale, southmere, uprn, queue, name, language
):
    council = southmere if language == "cy" else northvale
    with acting_for(council.id):
        shop = Shop(council, clock.now()).open()

    browser = _walk(client, council, uprn, name, language)
    if browser.page == "basket":
        _pay(shop, queue)
        browser.get(re.search(rf'href="([^"]*/forms/{name}/[^"]+)"', browser.html)[1])

    _expect_a_case(council, browser, language)


def _walk(client, council, uprn, name, language, **choices):
    document, _ = without_promises(library.form(name))
    _services(council, document)
    _diary(council, document)
    publish(council, document, clock.now())
    definition = compile_definition(document)
    host = f"{council.slug}.test"
    walker = Walker(client, host, definition, language, uprn=uprn[language])
    walker.choices |= choices
    return walker.walk()


def _expect_a_case(council, browser, language):
    with acting_for(council.id):
        case, submission = Case.objects.get(), Submission.objects.get()
    assert case.reference in browser.html
    assert submission.language == language
    assert case.summary
    assert "{" not in case.summary
    assert json.dumps(submission.answers)
    with acting_for(council.id):
        assert {one.status for one in Booking.objects.all()} <= {"confirmed"}
