"""
Editors of one council and everything of another's, on every screen that Wagtail's admin has.

One council's site is full of things called Zyxwv, among them every kind that the admin lists. An
editor of the other council walks every address of the admin, with the ids of both.
"""

import itertools
import re

import pytest
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    Page,
    Revision,
    Site,
    UploadedFile,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from moothall.content.fence.editors import keep_membership
from moothall.content.fence.tables import FENCED, OUTSIDE
from moothall.content.models import Alert, PageFeedback
from moothall.content.tests.kit import make_document, make_editor, make_image
from moothall.kernel.scope import acting_for

NORTH = {"host": "northvale.test"}
SOUTH = {"host": "southmere.test"}
MARKER = "Zyxwv"

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]


def fill(council, user, name, now) -> dict[str, list]:
    """Make one of everything that the admin shows, and return the ids by parameter's name."""
    with acting_for(council.id):
        page = Page.objects.get(url_path=f"/{council.slug}/en/parking/").specific
        keep_membership(user, council, is_editor=True)
        page.title = f"{name} parking"
        revision = page.save_revision(user=user, log_action=True)
        revision.publish(user=user, log_action=True)
        Page.objects.filter(pk=page.pk).update(locked=True, locked_by=user, locked_at=now)
        group = Group.objects.get()
        workflow = Workflow.objects.create(name=f"{name} workflow")
        task = GroupApprovalTask.objects.create(name=f"{name} task")
        task.groups.set([group])
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
        draft = Page.objects.get(url_path=f"/{council.slug}/en/bins/missed-bin/").specific
        WorkflowPage.objects.create(workflow=workflow, page=draft)
        draft.title = f"{name} draft bins"
        draft_revision = draft.save_revision(user=user)
        state = workflow.start(draft, user)
        document, image = make_document(f"{name} document"), make_image(f"{name} image")
        image.get_rendition("max-165x165")
        alert = Alert.objects.create(council_id=council.id, title=f"{name} alert", starts_at=now)
        feedback = PageFeedback.objects.create(
            council_id=council.id, path=f"/{name}/", language="en", is_useful=False,
            comment=f"{name} comment", created_at=now,
        )  # fmt: skip
        redirect = Redirect.add_redirect(f"/{name.lower()}/", redirect_to=page)
        uploaded = UploadedFile.objects.create(
            file=ContentFile(b"x", name=f"{name}.txt"), uploaded_by_user=user,
            for_content_type=ContentType.objects.get_for_model(image),
        )  # fmt: skip
        pages = [page.pk, draft.pk, Page.objects.get(depth=2).pk]
        return {
            "page": pages,
            "document": [document.pk],
            "image": [image.pk],
            "alert": [str(alert.pk)],
            "feedback": [str(feedback.pk)],
            "redirect": [redirect.pk],
            "workflow": [workflow.pk],
            "task": [task.pk],
            "task_state": [state.current_task_state.pk],
            "workflow_state": [state.pk],
            "revision": [revision.pk, draft_revision.pk],
            "collection": [Collection.objects.get(depth=2).pk],
            "site": [Site.objects.get().pk],
            "user": [user.pk],
            "group": [group.pk],
            "uploaded": [uploaded.pk],
        }


@pytest.fixture
def alice(northvale_site):
    return make_editor("alice@northvale.test", northvale_site)


@pytest.fixture
def carys(southmere_site):
    return make_editor("carys@southmere.test", southmere_site)


@pytest.fixture
def ours(northvale_site, alice, now):
    return fill(northvale_site, alice, "Ourname", now)


@pytest.fixture
def theirs(southmere_site, carys, now):
    carys.name = f"{MARKER} Carys"
    carys.save()
    return fill(southmere_site, carys, MARKER, now)


def addresses(resolver=None, prefix=""):
    for entry in (resolver or get_resolver()).url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from addresses(entry, address)
        elif isinstance(entry, URLPattern) and address.startswith("cms/"):
            yield address


def kind_of(address: str, parameter: str) -> str:
    """Return what a parameter of an address is the id of."""
    by_name = {
        "page_id": "page", "parent_page_id": "page", "page_to_move_id": "page", "page_pk": "page",
        "destination_id": "page", "document_id": "document", "doc_id": "document",
        "image_id": "image", "redirect_id": "redirect", "task_id": "task",
        "task_state_id": "task_state", "workflow_state_id": "workflow_state",
        "workflow_pk": "workflow", "revision_id": "revision", "uploaded_file_id": "uploaded",
        "collection_id": "collection", "session_id": "page",
    }  # fmt: skip
    if parameter in by_name:
        return by_name[parameter]
    for part, kind in (
        ("alert", "alert"), ("page_feedback", "feedback"), ("workflows/tasks", "task"),
        ("workflows", "workflow"), ("collections", "collection"), ("documents", "document"),
        ("images", "image"), ("users", "user"), ("groups", "group"), ("sites", "site"),
    ):  # fmt: skip
        if part in address:
            return kind
    return "page"


TEXTS = {
    "content_type_app_name": ["content"], "content_type_model_name": ["servicepage"],
    "app_label": ["content"], "app_name": ["content"], "model_name": ["councilimage", "alert"],
    "action": ["delete", "add_to_collection", "publish"], "action_name": ["approve", "copy"],
    "filter_spec": ["max-165x165"], "uidb64": ["x"], "token": ["x"], "object_id": ["1"],
}  # fmt: skip


def filled(address: str, ids: dict[str, list]) -> list[str]:
    """Return an address with every combination of the ids that fit it."""
    plain = address.replace("^", "").replace("$", "").replace("\\.\\.\\.", "...")
    plain = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", plain).replace(".*/", "nowhere/")
    names = re.findall(r"<(?:\w+:)?(\w+)>", plain)
    choices = [
        TEXTS[name]
        if name in TEXTS
        else ids["revision"]
        if name.startswith("revision_id")
        else ids[kind_of(plain, name)]
        for name in names
    ]
    result = []
    for values in itertools.product(*choices):
        path = plain
        for name, value in zip(names, values, strict=True):
            path = re.sub(rf"<(?:\w+:)?{name}>", str(value), path, count=1)
        result.append("/" + path)
    return result


PARTS = 6


def part_of(number: int) -> list[str]:
    """Return one share of the admin's addresses, so that several processes walk them together."""
    return sorted(set(addresses()))[number::PARTS]


def words_of(response) -> str:
    content = b"".join(response) if response.streaming else response.content
    return content.decode(errors="replace")


@pytest.mark.parametrize("part", range(PARTS))
def test_no_screen_shows_an_editor_anything_of_another_council(client, ours, theirs, alice, part):
    client.force_login(alice)
    client.raise_request_exception = False
    leaks, opened, crashed = [], 0, []
    for address in part_of(part):
        asks_for_nothing = "<" in address and "choose" not in address
        for path in filled(address, ours):
            for asked in ("",) if asks_for_nothing else ("", "?q=z", "?search=z"):
                response = client.get(path + asked, headers=NORTH)
                if response.status_code >= 500:
                    crashed.append((path + asked, repr(response.exc_info and response.exc_info[1])))
                opened += response.status_code == 200
                text = words_of(response)
                if MARKER in text or "Southmere" in text:
                    leaks.append(path + asked)

    assert crashed == []
    assert leaks == []
    assert opened > 10


@pytest.mark.parametrize("part", range(PARTS))
def test_another_councils_ids_answer_as_if_they_were_not_there(client, ours, theirs, alice, part):
    client.force_login(alice)
    client.raise_request_exception = False
    found = []
    for address in part_of(part):
        if not re.search(r"<(?!(?:slug|str):(?:app|model|content|action))", address):
            continue
        for path in filled(address, theirs):
            for method in (client.get, client.post):
                response = method(path, headers=NORTH)
                if response.status_code == 200 and MARKER in response.content.decode(
                    errors="replace"
                ):
                    found.append((method.__name__, path))
                if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
                    found.append((method.__name__, path, response.status_code))

    assert [entry for entry in found if not harmless(entry[1])] == []


def harmless(path: str) -> bool:
    """Forgive screens that answer the same for any number: they looked nothing up."""
    return any(part in path for part in ("/dismissibles/", "/editing-sessions/release/"))


def test_nothing_of_another_council_can_be_changed(client, ours, theirs, alice, southmere_site):
    client.force_login(alice)
    client.raise_request_exception = False
    before = snapshot(southmere_site)

    for address in addresses():
        for path in filled(address, theirs):
            client.post(
                path,
                {"title": "Stolen", "slug": "stolen", "confirm": "yes", "action-publish": "1"},
                headers=NORTH,
            )
    ids = "&".join(f"id={pk}" for pk in theirs["page"])
    for action in ("delete", "move", "publish", "unpublish"):
        client.post(f"/cms/bulk/wagtailcore/page/{action}/?{ids}", headers=NORTH)

    assert snapshot(southmere_site) == before


def snapshot(council):
    tables = sorted({*FENCED, "content_alert", "content_pagefeedback"} - {"wagtailcore_page"})
    with acting_for(council.id), connection.cursor() as cursor:
        result = {}
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {table} WHERE council_id = %s", [council.id])
            result[table] = cursor.fetchone()[0]
        result["pages"] = list(
            Page.objects.filter(depth__gt=1)
            .order_by("pk")
            .values_list("pk", "title", "live", "path", "url_path", "latest_revision_id", "locked")
        )
        return result


def test_a_link_to_another_councils_page_is_refused(client, ours, theirs, alice, northvale_site):
    client.force_login(alice)

    response = client.post(
        "/cms/redirects/add/",
        {
            "old_path": "/gone/", "site": ours["site"][0], "is_permanent": "on",
            "redirect_page": theirs["page"][0],
        },
        headers=NORTH,
    )  # fmt: skip

    assert response.status_code == 200
    with acting_for(northvale_site.id):
        assert not Redirect.objects.filter(old_path="/gone").exists()


def test_who_edits_for_two_councils_sees_one_at_a_time(
    client, ours, theirs, northvale_site, southmere_site
):
    both = make_editor("both@border.test", northvale_site, southmere_site)
    client.force_login(both)

    north = client.get("/cms/pages/", headers=NORTH, follow=True).content.decode()
    south = client.get("/cms/pages/", headers=SOUTH, follow=True).content.decode()

    assert "Northvale" in north
    assert "Southmere" not in north
    assert "Southmere" in south
    assert "Northvale" not in south
    report = client.get("/cms/reports/site-history/", headers=NORTH).content.decode()
    assert "Ourname" in report
    assert MARKER not in report


def test_counts_on_the_home_screen_are_the_councils_own(
    client, ours, theirs, alice, northvale_site
):
    client.force_login(alice)
    with acting_for(northvale_site.id):
        pages = Page.objects.filter(depth__gt=1).count()

    page = client.get("/cms/", headers=NORTH).content.decode()

    summary = re.sub(r"<[^>]+>|\s+", " ", page)
    assert re.search(rf"\b{pages} +Pages", summary), summary[:3000]
    assert re.search(r"\b1 +Image\b", summary)
    assert re.search(r"\b1 +Document\b", summary)


def test_only_editors_of_this_council_enter_the_admin(client, northvale_site, southmere_site):
    carys = make_editor("carys@southmere.test", southmere_site)
    nobody = client.get("/cms/", headers=NORTH)
    client.force_login(carys)
    stranger = client.get("/cms/", headers=NORTH)

    assert nobody.status_code == 302
    assert nobody["Location"].startswith("/workspace/sign-in/login/?next=")
    assert stranger.status_code == 403


def test_an_editor_who_lost_the_role_leaves_the_group(client, northvale_site, alice):
    client.force_login(alice)
    assert client.get("/cms/", headers=NORTH).status_code == 200
    with acting_for(northvale_site.id):
        assert alice.groups.count() == 1

    alice.roles.update(role="officer")
    response = client.get("/cms/", headers=NORTH)

    assert response.status_code == 403
    with acting_for(northvale_site.id):
        assert alice.groups.count() == 0


def test_the_admin_says_what_may_run_in_it(client, northvale_site, alice):
    client.force_login(alice)

    policy = client.get("/cms/", headers=NORTH)["Content-Security-Policy"]

    assert "script-src 'self'" in policy
    assert "script-src 'self' 'unsafe" not in policy
    assert "frame-ancestors 'self'" in policy


def test_every_table_of_wagtail_is_fenced_or_explained(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename, rowsecurity FROM pg_tables WHERE schemaname = 'public' AND "
            "tablename ~ '^(wagtail|taggit|simple_translation|auth_|content_)'"
        )
        tables = dict(cursor.fetchall())
        cursor.execute("SELECT DISTINCT tablename FROM pg_policies WHERE policyname ~ '^council_'")
        guarded = {name for (name,) in cursor.fetchall()}
    kept = ("alert", "deskarticle", "deskfeedback", "pagefeedback", "searchentry")
    own = {f"content_{name}" for name in kept}

    assert set(tables) - own - set(OUTSIDE) == set(FENCED)
    assert all(tables[name] for name in FENCED)
    assert guarded >= set(FENCED)


def test_without_a_council_in_force_wagtail_is_empty_and_takes_nothing(
    northvale_site, southmere_site
):
    with acting_for():
        assert Page.objects.filter(depth__gt=1).count() == 0
        assert Revision.objects.count() == 0
        with pytest.raises(Exception, match="row-level security"):
            Workflow.objects.create(name="nobody's")


def test_each_council_has_its_own_tags(client, northvale_site, southmere_site, alice):
    for council, others in ((southmere_site, "Zyxwv"), (northvale_site, "own")):
        with acting_for(council.id):
            image = make_image("Picture")
            image.tags.add("shared", others)
    client.force_login(alice)

    names = client.get("/cms/tag-autocomplete/?term=", headers=NORTH).json()
    names += client.get("/cms/tag-autocomplete/?term=z", headers=NORTH).json()

    assert MARKER not in names
    with acting_for(northvale_site.id):
        assert set(image.tags.names()) == {"shared", "own"}
