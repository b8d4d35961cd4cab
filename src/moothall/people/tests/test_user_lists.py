"""User lists of older sites: how files are read, brought in and sorted out."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from moothall.kernel.errors import NotPermitted
from moothall.kernel.models import AuditEntry
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.people import actions
from moothall.people.models import (
    ImportedPair,
    ImportedState,
    ImportedUser,
    ListState,
    Role,
    UserList,
)
from moothall.people.user_lists import lists

GOOD = (
    "Email,Name,ID,Site\n"
    "Rhian@Home.test,Rhian Evans,17,Northvale Library\n"
    "tomos@home.test,Tomos Price,18,Northvale Library\n"
    "rhian@home.test,Rhian Evans,r-4,Northvale Leisure\n"
)


@pytest.fixture
def dana(northvale):
    """An administrator of Northvale."""
    user = kit.staff_user("mallory", kit.NOW)
    with acting_for(northvale.id):
        actions.give_role(
            actor=kit.system("tests"), user=user, role=Role.ADMINISTRATOR,
            council_id=northvale.id, partnership_id=None, now=kit.NOW,
        )  # fmt: skip
    return user


def bring(council, actor, content, now, site="", name="users.csv"):
    content = content.encode() if isinstance(content, str) else content
    with acting_for(council.id):
        kept = actions.keep_user_list(
            actor=kit.actor_of(actor), council_id=council.id, file_name=name, site=site,
            content=content, now=now,
        )  # fmt: skip
        actions.bring_in_user_list(user_list_id=kept.pk, now=now)
        return UserList.objects.get(pk=kept.pk)


# --- Bringing in ----------------------------------------------------------------------------------


def test_a_list_is_brought_in_and_the_same_file_again_changes_nothing(northvale, dana, now):
    first = bring(northvale, dana, GOOD, now)
    assert (first.state, first.added, first.changed, first.lines_done) == ("done", 3, 0, 3)
    with acting_for(northvale.id):
        before = list(ImportedUser.objects.order_by("id").values())

    again = bring(northvale, dana, GOOD, now + timedelta(days=1))

    assert (again.state, again.added, again.changed) == ("done", 0, 0)
    with acting_for(northvale.id):
        assert list(ImportedUser.objects.order_by("id").values()) == before
        assert ImportedPair.objects.count() == 0
        assert {one["email"] for one in before} == {"rhian@home.test", "tomos@home.test"}
        assert [one.content for one in UserList.objects.all()] == [None, None]
        verbs = AuditEntry.objects.filter(verb="user-list.kept")
        assert [one.actor_name for one in verbs] == ["Mallory", "Mallory"]


def test_one_bad_line_keeps_the_whole_file_out(northvale, dana, now):
    kept = bring(northvale, dana, GOOD + "nobody,N,9,Northvale Library\n", now)

    assert (kept.state, kept.mistake_count) == ("refused", 1)
    assert kept.mistakes == [[5, "The email address is not one"]]
    with acting_for(northvale.id):
        assert ImportedUser.objects.count() == 0


def test_changed_details_are_taken_and_a_claim_stays(northvale, dana, rhian, now):
    bring(northvale, dana, GOOD, now)
    with acting_for(northvale.id):
        user = ImportedUser.objects.get(external_id="17")
        account = kit.resident_account("rhian")
        user.state, user.account = ImportedState.CLAIMED, account
        user.save()

    changed = bring(northvale, dana, GOOD.replace("Rhian Evans,17", "Rhian Jones,17"), now)

    assert (changed.added, changed.changed) == (0, 1)
    with acting_for(northvale.id):
        user.refresh_from_db()
    assert (user.name, user.state, user.account_id) == ("Rhian Jones", "claimed", account.pk)


def test_a_worker_that_takes_over_goes_on_where_the_other_stopped(
    northvale, dana, now, monkeypatch
):
    monkeypatch.setattr("moothall.people.actions.user_lists.BATCH", 2)
    bring_in_batch = actions.user_lists._bring_in_batch
    calls = []

    def dies_once(*given):
        calls.append(given[1])
        if len(calls) == 2:
            raise RuntimeError("The worker was killed.")
        return bring_in_batch(*given)

    monkeypatch.setattr("moothall.people.actions.user_lists._bring_in_batch", dies_once)
    with acting_for(northvale.id):
        kept = actions.keep_user_list(
            actor=kit.actor_of(dana), council_id=northvale.id, file_name="f", site="",
            content=GOOD.encode(), now=now,
        )  # fmt: skip
        with pytest.raises(RuntimeError):
            actions.bring_in_user_list(user_list_id=kept.pk, now=now)
        half = UserList.objects.get()
        assert (half.state, half.lines_done, half.lines) == ("running", 2, 3)

        actions.bring_in_user_list(user_list_id=kept.pk, now=now)
        actions.bring_in_user_list(user_list_id=kept.pk, now=now)

        assert calls == [0, 2, 2]
        done = UserList.objects.get()
        assert (done.state, done.added, done.lines_done) == ("done", 3, 3)


def test_who_may_not_change_settings_brings_nobody_in(northvale, southmere, alice, dana, now):
    for actor, council in ((alice, northvale), (dana, southmere)):
        with pytest.raises(NotPermitted):
            bring(council, actor, GOOD, now)
        with acting_for(council.id):
            assert UserList.objects.count() == 0


def test_another_council_sees_nothing(northvale, southmere, dana, now):
    kept = bring(northvale, dana, GOOD, now)

    with acting_for(southmere.id):
        assert lists.user_lists(southmere.id) == []
        assert lists.user_lists(northvale.id) == []
        assert lists.counts_by_state(northvale.id)["waiting"] == 0
        assert lists.pairs(northvale.id) == []
        with pytest.raises(UserList.DoesNotExist):
            actions.bring_in_user_list(user_list_id=kept.pk, now=now)


@pytest.mark.slow
def test_a_long_list_comes_in_batch_by_batch(northvale, dana, now):
    lines = [f"u{n}@home.test,User {n},{n},Library" for n in range(20_000)]
    content = "\n".join(["email,name,id,site", *lines])

    kept = bring(northvale, dana, content, now)

    assert (kept.state, kept.added, kept.lines_done) == (ListState.DONE, 20_000, 20_000)


def test_the_command_brings_a_file_in_and_tells_bad_lines(northvale, tmp_path, capsys):
    file = tmp_path / "users.csv"
    file.write_text("email,name,id\na@b.test,A,1\n", encoding="utf-8")
    call_command("bring_in_users", "northvale", str(file), "--site", "Library")
    assert capsys.readouterr().out == ("1 users are new, 0 changed, 0 were there already.\n")

    file.write_text("email,name,id\nnobody,A,2\n", encoding="utf-8")
    with pytest.raises(CommandError, match="line 2: The email address is not one"):
        call_command("bring_in_users", "northvale", str(file), "--site", "Library")

    with acting_for(northvale.id):
        assert ImportedUser.objects.count() == 1


# --- Who is there twice ---------------------------------------------------------------------------


TWICE = (
    "email,name,id,site\n"
    "rhian@home.test,Rhian Evans,1,Library\n"
    "rhian@home.test,Rhian Evans,2,Library\n"
    "rhian@home.test,R Evans,3,Leisure\n"
    "rhian@home.test,Tomos Price,4,Planning\n"
    "rhian@home.test,Rhian Evans,5,Venues\n"
    "only@home.test,Only One,6,Library\n"
)


def test_users_of_one_address_who_may_be_one_person_wait_for_staff(northvale, dana, now):
    bring(northvale, dana, TWICE, now)

    with acting_for(northvale.id):
        found = [
            (one.first.external_id, one.second.external_id, one.reason)
            for one in lists.pairs(northvale.id)
        ]
        states = dict(ImportedUser.objects.values_list("external_id", "state"))
    assert found == [("1", "2", "twice"), ("1", "3", "similar"), ("1", "4", "other_name")]
    assert states == {
        "1": "duplicate", "2": "duplicate", "3": "duplicate", "4": "duplicate",
        "5": "waiting", "6": "waiting",
    }  # fmt: skip


def test_the_list_of_pairs_takes_one_query(northvale, dana, now, django_assert_num_queries):
    bring(northvale, dana, TWICE, now)

    with acting_for(northvale.id), django_assert_num_queries(1):
        assert len(lists.pairs(northvale.id)) == 3


def pair_of(council, second):
    return ImportedPair.objects.get(second__external_id=second)


def state_of(external_id):
    return ImportedUser.objects.get(external_id=external_id).state


def test_staff_keep_apart_or_take_as_one_and_undo_it(northvale, dana, now):
    bring(northvale, dana, TWICE, now)
    actor = kit.actor_of(dana)
    with acting_for(northvale.id):
        kept = ImportedUser.objects.get(external_id="2").pk
        actions.decide_pair(actor=actor, pair_id=pair_of(northvale, "2").pk, kept=kept, now=now)
        assert (state_of("1"), state_of("2")) == ("set_aside", "waiting")
        actions.decide_pair(actor=actor, pair_id=pair_of(northvale, "4").pk, kept=None, now=now)
        assert state_of("4") == "waiting"

        actions.reopen_pair(actor=actor, pair_id=pair_of(northvale, "2").pk, now=now)

        assert (state_of("1"), state_of("2")) == ("duplicate", "duplicate")
        assert [one.state for one in lists.pairs(northvale.id)] == ["open", "open"]
        verbs = AuditEntry.objects.filter(subject_type="people.importedpair")
        assert [one.verb for one in verbs.order_by("occurred_at", "id")] == [
            "imported-pair.same", "imported-pair.apart", "imported-pair.reopened",
        ]  # fmt: skip


def test_decisions_stay_when_the_list_is_brought_in_again(northvale, dana, now):
    bring(northvale, dana, TWICE, now)
    with acting_for(northvale.id):
        for second in ("2", "3", "4"):
            pair = pair_of(northvale, second)
            actions.decide_pair(
                actor=kit.actor_of(dana), pair_id=pair.pk, now=now,
                kept=pair.first_id if second == "2" else None,
            )  # fmt: skip
        before = list(ImportedUser.objects.order_by("id").values())

    bring(northvale, dana, TWICE, now)

    with acting_for(northvale.id):
        assert list(ImportedUser.objects.order_by("id").values()) == before
        assert lists.open_pair_count(northvale.id) == 0


def test_nobody_else_decides(northvale, southmere, alice, carys, dana, now):
    bring(northvale, dana, TWICE, now)
    with acting_for(northvale.id):
        pair = pair_of(northvale, "2")
        with pytest.raises(NotPermitted):
            actions.decide_pair(actor=kit.actor_of(alice), pair_id=pair.pk, kept=None, now=now)
        assert lists.open_pair_count(northvale.id) == 3
    with acting_for(southmere.id), pytest.raises(ImportedPair.DoesNotExist):
        actions.decide_pair(actor=kit.actor_of(carys), pair_id=pair.pk, kept=None, now=now)


# --- Screens --------------------------------------------------------------------------------------


HOST = {"host": "northvale.test"}


def test_a_file_is_handed_over_and_its_progress_seen(client, northvale, dana, queue, tmp_path):
    kit.sign_in(client, dana)
    file = tmp_path / "users.csv"
    file.write_text(GOOD, encoding="utf-8")
    page = client.get("/workspace/people/", headers=HOST).content.decode()
    assert "/workspace/user-lists/northvale/" in page
    with file.open("rb") as opened:
        answer = client.post(
            "/workspace/user-lists/northvale/", {"file": opened, "site": ""}, headers=HOST
        )
    assert answer.status_code == 302
    waiting = client.get(answer.url, headers=HOST).content.decode()
    assert "The file is being checked." in waiting
    assert 'hx-trigger="every 2s"' in waiting

    queue.run_all()

    part = client.get(answer.url, headers={**HOST, "hx-request": "true"}).content.decode()
    assert "<html" not in part
    assert "hx-trigger" not in part
    assert ">3</dd>" in part
    overview = client.get("/workspace/user-lists/northvale/", headers=HOST).content.decode()
    assert "users.csv" in overview


def test_bad_lines_are_shown(client, northvale, dana, now):
    kept = bring(northvale, dana, GOOD + "nobody,N,9,Northvale Library\n", now)
    kit.sign_in(client, dana)

    page = client.get(f"/workspace/user-lists/northvale/{kept.pk}/", headers=HOST)

    assert "Line 5: The email address is not one" in page.content.decode()


def test_a_screen_without_a_file_says_so(client, northvale, dana):
    kit.sign_in(client, dana)

    page = client.post("/workspace/user-lists/northvale/", {"site": "x"}, headers=HOST)

    assert "Choose a file" in page.content.decode()


def test_pairs_are_decided_on_the_screen(client, northvale, dana, now):
    bring(northvale, dana, TWICE, now)
    kit.sign_in(client, dana)
    address = "/workspace/user-lists/northvale/pairs/"
    page = client.get(address, headers=HOST).content.decode()
    assert page.count('data-testid="pair"') == 3
    with acting_for(northvale.id):
        pair = pair_of(northvale, "4")
    client.post(address, {"pair": pair.pk, "act": "apart"}, headers=HOST)
    assert "Tomos Price" not in client.get(address, headers=HOST).content.decode()
    apart = client.get(f"{address}?state=apart", headers=HOST).content.decode()
    assert "Tomos Price" in apart

    client.post(f"{address}?state=apart", {"pair": pair.pk, "act": "reopen"}, headers=HOST)

    assert "Tomos Price" in client.get(address, headers=HOST).content.decode()
    bad = client.post(address, {"pair": "x", "act": ""}, headers=HOST, follow=True)
    assert bad.status_code == 200


@pytest.mark.parametrize("page", ["", "pairs/"])
def test_staff_without_the_right_see_no_screen(client, northvale, southmere, alice, page):
    kit.sign_in(client, alice)

    assert client.get(f"/workspace/user-lists/northvale/{page}", headers=HOST).status_code == 403
