"""The designer's screens over HTTP: a form from nothing to its publication, without scripts."""

import re

import pytest

from moothall.eforms import designs
from moothall.eforms.models import DesignComment, Draft, Form, FormVersion, Submission
from moothall.eforms.tests.factories import document, options, page, publish, question
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.people.actions import give_role
from moothall.people.models import Role

pytestmark = pytest.mark.django_db
HOST = {"host": "northvale.test"}
HERE = "/workspace/form-design/northvale/"
TRIAL = f"{HERE}trial/"


def staff(northvale, client, now, role, name="alice"):
    user = kit.staff_user(name, now)
    with acting_for(northvale.id):
        give_role(actor=system("t"), user=user, role=role, council_id=northvale.id, now=now)
    kit.sign_in(client, user)
    return client


@pytest.fixture
def designer(northvale, now, client):
    """Alice, as Northvale's supervisor, signed in."""
    return staff(northvale, client, now, Role.SUPERVISOR)


def get(client, path):
    return client.get(path, headers=HOST)


def seen_in(html):
    return re.search(r'name="seen" value="([^"]*)"', html)[1]


def post(client, path, **data):
    return client.post(path, data, headers=HOST)


def save(client, path, *, seen="", **data):
    """Fill in a screen's settings, leaving what is not named as it stands."""
    html = get(client, path).content.decode()
    form = re.search(r'<form method="post" novalidate>.*?</form>', html, re.DOTALL)[0]
    filled = dict(re.findall(r'<input[^>]*name="(s-[^"]*)" type="text" value="([^"]*)"', form))
    filled |= dict(re.findall(r'<textarea[^>]*name="(s-[^"]*)"[^>]*>([^<]*)</textarea>', form))
    filled |= dict(re.findall(r'name="(s-[^"]*)" type="checkbox" value="(on)" checked', form))
    for name, body in re.findall(
        r'<select[^>]*name="(s-[^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL
    ):
        chosen = re.search(r'value="([^"]*)" selected', body)
        filled[name] = chosen[1] if chosen else ""
    filled |= {f"s-{name}": value for name, value in data.items()}
    filled = {name: value for name, value in filled.items() if value is not None}
    return post(client, path, seen=seen or seen_in(form), **filled)


def documented(council, form="trial"):
    with acting_for(council.id):
        return designs.design_of(council.id, form).document


def test_a_skip_permit_is_built_with_a_fee_a_map_and_a_condition(designer, northvale):
    began = post(designer, HERE, title="Apply for a skip permit", service_type="general-enquiry")
    skip = f"{HERE}apply-for-a-skip-permit/"
    assert began.url == skip

    post(designer, f"{skip}add/", label="Where will the skip stand?", type="map_location")
    post(
        designer, f"{skip}add/", label="Is it on the road?", type="radios",
        options="On the road\nOn my land", after="where-will-the-skip-stand-page",
    )  # fmt: skip
    post(designer, f"{skip}add/", label="How will you light it?", type="textarea")
    where = f"{skip}condition/question/how-will-you-light-it/"
    chosen = post(designer, where, action="choose", about="is-it-on-the-road")
    html = get(designer, chosen.url).content.decode()
    added = post(
        designer, where, action="add", about="is-it-on-the-road", says="is",
        values="on-the-road", seen=seen_in(html),
    )  # fmt: skip
    assert "When “Is it on the road?” is “On the road”" in get(designer, added.url).content.decode()
    paid = save(designer, f"{skip}part/fee/", kind="one", for_en="Skip permit", amount="45")
    assert paid.status_code == 302, paid.content.decode()

    built = documented(northvale, "apply-for-a-skip-permit")
    assert built["needs"]["payment"] == {
        "amount": {"var": "figures.fee"}, "for": {"en": "Skip permit"},
    }  # fmt: skip
    assert built["figures"][0]["value"] == 4500
    *_, last = built["pages"]
    assert last["questions"][0]["show_when"] == {
        "==": [{"var": "is-it-on-the-road"}, "on-the-road"]
    }
    checks = get(designer, f"{skip}checks/").content.decode()
    assert "payment" not in checks.partition("<main")[2].lower()


def test_a_form_is_changed_tried_out_and_published(designer, northvale, now):
    publish(northvale, document(), now)

    changed = save(designer, f"{TRIAL}page/colour/colour/", label_en="Which colour?")
    assert changed.status_code == 302, changed.content.decode()
    assert versions(northvale) == 1
    html = get(designer, f"{TRIAL}checks/").content.decode()
    assert "Which colour?" in html
    revision = re.search(r'name="revision" value="(\d+)"', html)[1]
    published = post(designer, f"{TRIAL}publish/", revision=revision, in_flight="closed")

    assert published.status_code == 302
    with acting_for(northvale.id):
        form = Form.objects.get()
        assert form.current.number == 2
        assert form.current.drafts_in_flight == "closed"
        assert form.current.document["pages"][0]["questions"][0]["label"]["en"] == "Which colour?"
        assert not designs.design_of(northvale.id, "trial").is_changed


def test_two_editors_never_overwrite_each_other(designer, northvale, now):
    publish(northvale, document(), now)
    where = f"{TRIAL}page/colour/colour/"
    old = seen_in(get(designer, where).content.decode())
    save(designer, where, label_en="Theirs")

    answer = save(designer, where, seen=old, label_en="Mine")
    html = answer.content.decode()

    assert answer.status_code == 422
    assert "Somebody else changed this" in html
    assert 'value="Mine"' in html
    assert "Theirs" in html
    assert documented(northvale)["pages"][0]["questions"][0]["label"]["en"] == "Theirs"
    save(designer, where, seen=seen_in(html), label_en="Mine")
    assert documented(northvale)["pages"][0]["questions"][0]["label"]["en"] == "Mine"


def test_publishing_what_one_has_not_seen_is_refused(designer, northvale, now):
    publish(northvale, document(), now)
    save(designer, f"{TRIAL}page/colour/colour/", label_en="One")
    save(designer, f"{TRIAL}page/colour/colour/", label_en="Two")

    answer = post(designer, f"{TRIAL}publish/", revision="1")

    assert answer.status_code == 422
    assert "The form has changed since you looked at it" in answer.content.decode()


def test_what_was_removed_is_given_back_by_the_history(designer, northvale, now):
    publish(northvale, document(page("a", question("a")), page("b", question("b"))), now)

    post(designer, f"{TRIAL}remove/", what="page", key="b")
    assert [one["key"] for one in documented(northvale)["pages"]] == ["a"]
    html = get(designer, f"{TRIAL}history/").content.decode()
    back = re.search(r'href="([^"]*/history/[0-9a-f-]+/)"', html)[1]
    assert "page “What is b?”" in get(designer, back).content.decode()
    post(designer, back)

    assert [one["key"] for one in documented(northvale)["pages"]] == ["a", "b"]


def test_pages_are_moved_by_button_and_by_dragging(designer, northvale, now):
    publish(northvale, document(*(page(key, question(key)) for key in "abc")), now)

    post(designer, f"{TRIAL}move/", what="page", key="a", way="down")
    post(designer, f"{TRIAL}move/", what="page", key="c", before="b")

    assert [one["key"] for one in documented(northvale)["pages"]] == ["c", "b", "a"]


def test_the_last_page_stays(designer, northvale, now):
    publish(northvale, document(), now)

    post(designer, f"{TRIAL}remove/", what="page", key="colour")

    assert len(documented(northvale)["pages"]) == 1


def test_a_trial_run_tells_why_and_sends_nothing(designer, northvale, now):
    kinds = question("kind", "radios", options=options("garden", "food"))
    bags = page("bags", question("bags"), show_when={"==": [{"var": "kind"}, "garden"]})
    publish(northvale, document(page("kind", kinds), bags), now)

    first = post(designer, f"{TRIAL}try/")
    wrong = post(designer, first.url, action="continue")
    assert "Choose an answer" in wrong.content.decode()
    second = post(designer, first.url, kind="garden", action="continue")
    html = get(designer, second.url).content.decode()
    assert "only when “What is kind?” is “Garden”" in html
    assert "“What is kind?” was answered “Garden”" in html
    last = post(designer, second.url, bags="Three", action="continue")
    assert "Three" in get(designer, last.url).content.decode()
    done = post(designer, last.url)
    assert "What the council would have got" in get(designer, done.url).content.decode()

    with acting_for(northvale.id):
        assert not Draft.objects.exists()
        assert not Submission.objects.exists()


def test_the_preview_may_be_framed_by_us_alone(designer, northvale, now):
    publish(northvale, document(), now)

    answer = get(designer, f"{TRIAL}try/page/colour/?frame=1")

    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
    assert "What is colour?" in answer.content.decode()


def test_an_author_asks_and_cannot_publish(northvale, now, client):
    publish(northvale, document(), now)
    staff(northvale, client, now, Role.FORM_AUTHOR, "mallory")
    save(client, f"{TRIAL}page/colour/colour/", label_en="Which colour?")

    refused = post(client, f"{TRIAL}publish/", revision="1")
    asked = post(client, f"{TRIAL}ask/", revision="1")

    assert refused.status_code in (403, 404)
    assert "asked for approval" in get(client, asked.url).content.decode()
    assert versions(northvale) == 1


def test_comments_are_kept_and_settled(designer, northvale, now):
    publish(northvale, document(), now)

    post(designer, f"{TRIAL}comments/", text="Why colour?", about="question:colour")
    html = get(designer, f"{TRIAL}comments/").content.decode()
    assert "Question “What is colour?”" in html
    with acting_for(northvale.id):
        comment = DesignComment.objects.get()
    post(designer, f"{TRIAL}comments/{comment.pk}/")

    assert "Dealt with by" in get(designer, f"{TRIAL}comments/").content.decode()


def versions(council):
    with acting_for(council.id):
        return FormVersion.objects.count()


SCREENS = [
    "", "page/colour/", "page/colour/colour/", "add/", "add-page/", "condition/page/colour/",
    "part/start/", "part/fee/", "part/figures/", "part/sections/", "part/outcome/", "part/end/",
    "part/signature/",
    "part/told/", "part/services/", "part/priority/", "part/category/", "open/", "compare/",
    "journey/", "checks/", "comments/", "history/", "try/", "try/page/colour/",
]  # fmt: skip


@pytest.mark.parametrize("screen", SCREENS)
def test_every_screen_opens_for_designers_and_for_nobody_else(
    designer, northvale, southmere, now, client, screen
):
    publish(northvale, document(), now)
    publish(southmere, document(slug="theirs"), now)

    assert get(designer, f"{TRIAL}{screen}").status_code in (200, 302)
    there = f"/workspace/form-design/southmere/theirs/{screen}"
    assert get(designer, there).status_code == 404
    assert get(designer, f"{HERE}theirs/{screen}").status_code == 404
    client.logout()
    assert get(client, f"{TRIAL}{screen}").status_code == 302


def test_an_officer_does_not_design(northvale, now, client):
    publish(northvale, document(), now)
    kit.sign_in(client, kit.staff_user("alice", now))

    assert get(client, TRIAL).status_code in (403, 404)


def test_a_screen_of_a_large_form_asks_the_database_little(
    designer, northvale, now, django_assert_max_num_queries
):
    pages = [page(f"p-{n}", *(question(f"q-{n}-{m}") for m in range(3)), title={"en": f"P{n}"})
             for n in range(30)]  # fmt: skip
    publish(northvale, document(*pages), now)
    get(designer, f"{TRIAL}page/p-1/")

    with django_assert_max_num_queries(12):
        get(designer, f"{TRIAL}page/p-1/")


def test_words_in_a_language_that_the_council_does_not_speak_stay(designer, northvale, now):
    both = {"en": "A card", "cy": "Cerdyn"}
    form = document(start={"introduction": {"en": "Before", "cy": "Cyn"}, "needs": [both]})
    publish(northvale, form, now)

    save(designer, f"{TRIAL}part/start/", title_en="Another title", introduction_en="After")

    kept = documented(northvale)
    assert kept["title"] == {"en": "Another title", "cy": "Ffurflen brawf"}
    assert kept["start"] == {"introduction": {"en": "After", "cy": "Cyn"}, "needs": [both]}


def test_so_do_those_of_answers_units_and_kinds_of_files(designer, northvale, now):
    hinted = {**options("red")[0], "hint": {"en": "Like blood", "cy": "Fel gwaed"}}
    kinds = [{"value": "bill", "label": {"en": "A bill", "cy": "Bil"}}]
    questions = [
        question("colour", "radios", options=[hinted, *options("blue")]),
        question("length", "number", settings={"unit": {"en": "metres", "cy": "metr"}}),
        question("proof", "upload", settings={"kinds": kinds}),
    ]
    publish(northvale, document(*(page(one["key"], one) for one in questions)), now)

    for one in questions:
        save(designer, f"{TRIAL}page/{one['key']}/{one['key']}/", label_en="Asked anew?")

    kept = [one["questions"][0] for one in documented(northvale)["pages"]]
    assert [one["label"]["cy"] for one in kept] == [one["label"]["cy"] for one in questions]
    assert kept[0]["options"] == questions[0]["options"]
    assert kept[1]["settings"]["unit"] == {"en": "metres", "cy": "metr"}
    assert kept[2]["settings"]["kinds"] == kinds
