"""Alerts, from the editor's screen to the visitor's page."""

from datetime import timedelta

from moothall.content import actions
from moothall.content.models import Alert
from moothall.content.tests.kit import make_editor
from moothall.kernel.clock import now as clock
from moothall.kernel.scope import acting_for
from moothall.kernel.short_memory import forget_all

NORTH = {"host": "northvale.test"}
SOUTH = {"host": "southmere.test"}


def alert(council, **values):
    with acting_for(council.id):
        return Alert.objects.create(
            **{
                "title": "Snow today",
                "title_cy": "Eira heddiw",
                "severity": "warning",
                "link": "/bins/",
                "starts_at": clock() - timedelta(hours=1),
                **values,
            }
        )


def test_an_alert_is_shown_on_every_page_of_its_council_alone(
    client, northvale_site, southmere_site
):
    alert(southmere_site)

    for path in ("/", "/bins/missed-bin/", "/a-to-z/", "/search/"):
        assert "Snow today" in client.get(path, headers=SOUTH).content.decode()
        assert "Snow today" not in client.get(path, headers=NORTH).content.decode()
    assert "Eira heddiw" in client.get("/cy/", headers=SOUTH).content.decode()


def test_an_alert_is_shown_only_in_its_time(client, northvale_site):
    alert(northvale_site, title="Over", ends_at=clock() - timedelta(minutes=1))
    alert(northvale_site, title="Later", starts_at=clock() + timedelta(hours=1))

    page = client.get("/", headers=NORTH).content.decode()

    assert "Over" not in page
    assert "Later" not in page


def test_the_most_severe_alert_comes_first(client, northvale_site):
    alert(northvale_site, title="Library shut", severity="information")
    alert(northvale_site, title="Flood", severity="emergency", starts_at=clock() - timedelta(2))

    page = client.get("/", headers=NORTH).content.decode()

    assert page.index("Flood") < page.index("Library shut")


def test_an_editor_makes_an_alert_and_caches_forget_every_page(client, northvale_site, queue):
    client.force_login(make_editor("alice@northvale.test", northvale_site))
    queue.run_all()

    response = client.post(
        "/cms/snippets/content/alert/add/",
        {
            "severity": "warning",
            "title": "Snow",
            "starts_at": "2026-11-18 10:00",
            "ends_at": "2100-01-01 10:00",
        },
        headers=NORTH,
    )
    forget_all()

    assert response.status_code == 302, response.content.decode()[:3000]
    assert "Snow" in client.get("/", headers=NORTH).content.decode()
    names = [args.get("handler") or name for name, args in queue.jobs()]
    assert "content.on_site_changed_purge_caches" in names
    assert "content.announce_site_change" in names  # again when it ends


def test_telling_of_a_change_twice_does_no_harm(northvale_site, queue, now):
    with acting_for(northvale_site.id):
        actions.note_site_change(council_id=northvale_site.id, now=now)
        actions.note_site_change(council_id=northvale_site.id, now=now)

    assert queue.run_all() >= 2


def test_the_alert_screen_has_pickers_that_need_no_script_in_the_page(client, northvale_site):
    client.force_login(make_editor("alice@northvale.test", northvale_site))

    page = client.get("/cms/snippets/content/alert/add/", headers=NORTH).content.decode()

    assert 'data-picker="initDateTimeChooser" data-picker-for="id_starts_at"' in page
    assert "content/cms.js" in page
    assert "<script>" not in page
