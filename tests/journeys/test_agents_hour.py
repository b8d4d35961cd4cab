"""An hour of an agent who serves two boroughs: forty contacts of every kind, each wrapped up."""

import base64
import json
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tests.installation import secrets_folder
from tests.journeys.agent import Agent, Exchange
from tests.journeys.browser import DESK, window

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]

A, C = "aldermoor", "cwm-helyg"
SATURDAY = 5
#: Ways of being in touch in which one is as simple as the other.
BY_HAND = ("visit", "email", "letter", "text", "social", "partner", "voice")
KEPT = """
    SELECT c.slug, i.channel, i.outcome, i.avoidable_reason, count(*)
    FROM cases_interaction i JOIN councils_council c ON c.id = i.council_id
    WHERE i.logged_by_identifier = %s AND i.began_at IS NOT NULL AND i.finished_at IS NOT NULL
    GROUP BY 1, 2, 3, 4
"""
UNFINISHED = """
    SELECT count(*) FROM cases_interaction
    WHERE logged_by_identifier = %s AND began_at IS NOT NULL AND finished_at IS NULL
"""


@dataclass(frozen=True)
class Kept:
    """One contact as it must be in the database at the end."""

    council: str
    channel: str
    outcome: str
    avoidable: str = "not_avoidable"


@pytest.fixture
def agent(running, browser):
    """The shared centre's agent at her desk, with a telephone."""
    running.start("telephony")
    told = json.loads(running.script("tests.journeys.agents_hour_set_up").splitlines()[-1])
    secret = secrets_folder() / "telephony-aldermoor"
    if not secret.exists():
        secret.write_text("whsec_" + base64.b64encode(b"a secret of thirty-two bytes ...").decode())
    exchange = Exchange(running.simulators["telephony"].url)
    exchange.tell(
        f"{running.address}/machine/telephony/", f"aldermoor.localhost:{running.port}",
        secret.read_text().split()[0],
    )  # fmt: skip
    with window(browser, size=DESK, scripts=True) as page:
        page.context.add_cookies(
            [{"name": "session", "value": told["cookie"], "url": running.url("/")}]
        )
        yield Agent(running, page, exchange, told["people"]), told["agent"]


def test_forty_contacts_in_an_hour_of_two_boroughs(running, agent):
    at_desk, identifier = agent
    due = [kept for act in HOUR for kept in [act(at_desk)]]

    assert len(due) == 40
    assert at_desk.broken == []
    with running.connect() as database:
        rows = database.execute(KEPT, [identifier]).fetchall()
        assert database.execute(UNFINISHED, [identifier]).fetchone() == (0,)
    found = Counter({Kept(*row[:4]): row[4] for row in rows})
    assert found == Counter(due)
    assert sum(found.values()) == 40
    by_channel, by_reason = Counter(), Counter()
    for kept, number in found.items():
        by_channel[kept.channel] += number
        by_reason[kept.avoidable] += number
    assert by_channel == BY_CHANNEL
    assert by_reason == BY_REASON


# Calls that pop up


def a_known_caller_chases(at):
    them = at.people["chaser"]
    at.answer(A, them["phone"])
    expect(at.page.get_by_test_id("caller")).to_have_text(them["name"])
    at.page.get_by_test_id("ask").locator("summary").click()
    at.page.get_by_label("What is your date of birth?").fill("27/3/1980")
    at.page.get_by_label("last 4 digits of your phone number").fill(them["phone"][-4:])
    at.press("check")
    expect(at.page.get_by_test_id("level")).to_have_text("Level 1 of 2")
    expect(at.page.get_by_test_id("read-out-words").first).to_contain_text("We have it")
    return about_case(at, A, "phone", them["case"], "chasing")


def a_welsh_speaker_is_greeted(at):
    them = at.people["cymraes"]
    at.answer(C, them["phone"])
    expect(at.page.get_by_test_id("caller")).to_have_text(them["name"])
    expect(at.page.locator(".moothall-pop__greeting").first).to_be_visible()
    return about_case(at, C, "phone", them["case"], "chasing")


def nobody_knows_the_number(at):
    at.answer(A, "07700 900999", take="take-nameless")
    at.say("Wanted the county council")
    return answered(at, A, "phone", "signposting")


def a_caller_turns_out_to_be_known(at):
    at.answer(C, "07700 900998", take="take-nameless")
    at.council = ""
    at.find(at.people["late"]["name"], C)
    at.press("it-is-them")
    expect(at.page.get_by_test_id("caller")).to_have_text(at.people["late"]["name"])
    return answered(at, C, "phone")


def one_who_must_not_be_found(at):
    them = at.people["hidden"]
    at.answer(A, them["phone"], take="take-nameless")
    at.council = ""
    at.find(them["name"], A)
    at.press("it-is-them")
    expect(at.page.get_by_test_id("withheld")).to_be_visible()
    expect(at.page.locator("main")).not_to_contain_text(them["phone"])
    return answered(at, A, "phone")


def one_of_whom_we_are_warned(at):
    at.answer(C, at.people["warned"]["phone"])
    expect(at.page.locator("main")).to_contain_text("Shouted at the desk")
    return answered(at, C, "phone", "clarification")


# What is not a call


def by_hand(council, channel, key):
    def act(at):
        if key:
            at.meet(council, key, channel)
        else:
            at.meet_nobody(council, channel)
        at.say(f"Came by {channel}")
        return answered(at, council, channel)

    return act


def chases_by(council, channel, key):
    def act(at):
        at.meet(council, key, channel)
        return about_case(at, council, channel, at.people[key]["case"], "chasing")

    return act


# What is done while they are there


def one_pays_by_link(at):
    at.meet(A, "payer", "phone")
    at.do("payment")
    at.press("way")
    at.lead(at.page.get_by_role("link", name="Housing repair").first)
    at.page.locator("main [name=reference]").fill("HR204816")
    at.page.locator("main [name=amount]").fill("42.50")
    at.lead(at.page.locator("main form button[type=submit]").first)
    expect(at.page.get_by_test_id("total")).to_have_text("£42.50")
    at.choose("channel", "email")
    at.page.locator("main [name=to]").fill("winifred@hour.example")
    at.press("send-link")
    expect(at.page.get_by_test_id("links")).to_contain_text("winifred@hour.example")
    at.done()
    return finished(at, A, "phone", "paid")


def one_books(at):
    at.meet(A, "booker", "phone")
    at.do("booking")
    day = date.today() + timedelta(days=7)
    day += timedelta(days=(7 - day.weekday()) % 7 if day.weekday() >= SATURDAY else 0)
    at.page.get_by_label("What for").select_option("interview")
    at.page.locator("main [name=on]").fill(day.isoformat())
    at.press("show")
    at.page.locator("main [name=slot]").first.check()
    at.page.locator("main [name=name]").fill(at.people["booker"]["name"])
    at.page.locator("main [name=email]").fill("conrad@hour.example")
    at.press("book")
    expect(at.page.locator("h1")).to_contain_text(at.people["booker"]["name"])
    at.done()
    return finished(at, A, "phone", "booked")


def one_asks_by_form(council, key, *, again=False):
    def act(at):
        them = at.people[key]
        at.meet(council, key, "phone")
        at.do("form:general-enquiry")
        at.page.locator("main select").select_option("roads")
        at.press("continue")
        at.page.locator("main textarea").fill("When is the road mended?")
        at.press("continue")
        at.page.locator("main [name=name]").fill(them["name"])
        at.page.locator("main [name=email]").fill(f"{key}@hour.example")
        at.press("continue")
        at.press("submit")
        expect(at.page.get_by_test_id("reference")).to_be_visible()
        at.done()
        return finished(at, council, "phone", "request", "repeat" if again else "not_avoidable")

    return act


def one_asks_about_what_was_closed(at):
    at.meet(C, "closed", "phone")
    return about_case(at, C, "phone", at.people["closed"]["case"], "closure")


def an_article_is_read_out(council, key):
    def act(at):
        at.meet(council, key, "phone")
        at.keep("How is a missed bin reported?")
        at.open(f"/workspace/knowledge/?q=missed+bin&council={council}")
        at.lead(at.page.get_by_role("link", name="Missed bin: what to ask").first)
        expect(at.page.get_by_test_id("step").first).to_be_visible()
        at.press("contact-open")
        return answered(at, council, "phone", "clarification")

    return act


def one_complains(at):
    them = at.people["complainer"]
    at.meet(A, "complainer", "letter")
    at.do("complaint")
    at.choose("about", them["case"])
    at.page.get_by_label("What happened?").fill("Nobody came, and nobody rang")
    at.press("take-complaint")
    expect(at.page.get_by_test_id("flash").first).to_contain_text("The complaint is taken.")
    at.done()
    return finished(at, A, "letter", "complaint")


def two_report_one_cause(at):
    first, second = at.people["first"], at.people["second"]
    at.meet(A, "second", "phone")
    at.do(f"case:{second['case']}")
    at.press("link-cases")
    at.page.locator("main [name=reference]").first.fill(first["reference"])
    at.press("follow")
    at.open(f"/workspace/cases/{second['reference']}/")
    expect(at.page.get_by_test_id("follows")).to_contain_text(first["reference"])
    at.done()
    return finished(at, A, "phone", "progress", "chasing")


def one_is_handed_to_a_colleague(at):
    them = at.people["handed"]
    at.meet(A, "handed", "phone")
    at.do(f"case:{them['case']}")
    at.press("give")
    at.page.get_by_label("Owen Thatcher").check()
    at.page.locator("main [name=note]").first.fill("Please ring her back")
    at.press("save-give")
    expect(at.page.get_by_test_id("holder")).to_contain_text("Owen Thatcher")
    at.done()
    return finished(at, A, "phone", "progress", "chasing")


def one_opens_an_account(council, key):
    def act(at):
        at.meet(council, key, "phone")
        at.keep("Wants to follow her requests herself")
        at.open(f"/workspace/people/{at.people[key]['id']}/")
        at.press("contact-open")
        at.press("invite")
        expect(at.page.get_by_test_id("account-state")).to_contain_text("The link is sent")
        return answered(at, council, "phone")

    return act


def one_is_there_already(at):
    them = at.people["twin"]
    at.open(f"/workspace/calls/new/?q=Josy+Harbotle&council={A}", council=A)
    at.press("new-person")
    at.page.locator("main [name=name]").fill(them["name"])
    at.page.locator("main [name=phone]").fill(them["phone"])
    alike = at.page.get_by_test_id("alike")
    expect(alike).to_contain_text("Same name · Same phone number")
    at.lead(alike.get_by_test_id("choose-person").first)
    at.choose("channel", "phone")
    return answered(at, A, "phone")


# How each ends


def answered(at, council, channel, avoidable="not_avoidable"):
    at.do("answered")
    chosen = avoidable != "not_avoidable"
    at.wrap_up(outcome="answered", avoidable=avoidable, chosen=chosen)
    return Kept(council, channel, "answered", avoidable)


def about_case(at, council, channel, case, avoidable):
    at.do(f"case:{case}")
    return finished(at, council, channel, "progress", avoidable)


def finished(at, council, channel, outcome, avoidable="not_avoidable"):
    at.wrap_up(outcome=outcome, avoidable=avoidable)
    return Kept(council, channel, outcome, avoidable)


HOUR = (
    a_known_caller_chases,
    a_welsh_speaker_is_greeted,
    nobody_knows_the_number,
    a_caller_turns_out_to_be_known,
    one_who_must_not_be_found,
    one_of_whom_we_are_warned,
    *(by_hand(A, channel, "visitor") for channel in BY_HAND[:4]),
    *(by_hand(C, channel, "ymwelydd") for channel in BY_HAND[:4]),
    *(by_hand(A, channel, "") for channel in BY_HAND[4:]),
    *(by_hand(C, channel, "") for channel in BY_HAND[4:]),
    one_pays_by_link,
    one_books,
    one_asks_by_form(A, "asker"),
    one_asks_by_form(C, "holwr"),
    one_asks_by_form(A, "asker", again=True),
    one_asks_about_what_was_closed,
    an_article_is_read_out(A, "visitor"),
    an_article_is_read_out(C, "ymwelydd"),
    one_complains,
    two_report_one_cause,
    one_is_handed_to_a_colleague,
    one_opens_an_account(A, "opener"),
    one_opens_an_account(C, "agorwr"),
    one_is_there_already,
    chases_by(C, "social", "cymraes"),
    chases_by(A, "text", "chaser"),
    chases_by(C, "letter", "cymraes"),
    chases_by(A, "email", "first"),
    by_hand(C, "phone", "late"),
    by_hand(A, "visit", ""),
)
BY_CHANNEL = Counter(phone=20, visit=3, email=3, letter=4, text=3, social=3, partner=2, voice=2)
BY_REASON = Counter(
    not_avoidable=26, chasing=8, clarification=3, signposting=1, repeat=1, closure=1
)
