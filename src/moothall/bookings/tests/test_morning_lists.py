"""The lists of the morning: at six by the council's clock, once, and forgotten."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from moothall.bookings.models import DayPrint, DayPrintReader
from moothall.bookings.morning import actions, queries, sheets, tasks
from moothall.bookings.queries import bookings_on
from moothall.bookings.tests.kit import hours, room, staff_of
from moothall.bookings.tests.test_staff_pages import DAY, DIARY
from moothall.councils.queries import council_by_id
from moothall.documents.models import StoredFile
from moothall.documents.queries import content_of
from moothall.documents.typesetting import typeset
from moothall.eforms.tests.test_printing import claims_pdf_ua, opened, tags
from moothall.kernel import clock
from moothall.kernel.errors import NotPermitted
from moothall.kernel.scope import acting_for
from moothall.notifications.models import Message
from moothall.payments.tests.desks import supervisor
from moothall.people.models import StaffRole

ON = date.fromisoformat(DAY)
SIX = datetime(2026, 11, 19, 6, 0, tzinfo=UTC)
SITES = [
    {"key": "hall", "name": {"en": "Town Hall"}},
    {"key": "depot", "name": {"en": "Depot"}},
]


@pytest.fixture
def office(diary, set_as_json):
    sites = [one | {"hours": [hours()]} for one in SITES]
    diary.open(room("one"), room("two", "depot"), sites=sites)
    held = diary.hold(DAY, "09:30", site_id=diary.site().pk)
    diary.confirm(held, name="Sian Jones", phone="01632 960001", note="Uses a wheelchair")
    return diary


@pytest.fixture
def set_as_json(monkeypatch):
    """Set lists as their data, which a test can read; setting type takes long."""
    monkeypatch.setattr(
        sheets,
        "typeset",
        lambda _template, _name, data, *, moment: json.dumps([data, str(moment)]).encode(),
    )


def words_of(stored):
    with content_of(stored) as content:
        return content.read().decode()


def make(diary, now=SIX):
    return actions.make_lists(council_id=diary.council.id, on=ON, now=now)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 19, 5, 59, tzinfo=UTC), None),
        (datetime(2026, 11, 19, 6, 0, tzinfo=UTC), date(2026, 11, 19)),
        (datetime(2026, 11, 19, 12, 0, tzinfo=UTC), None),
        # The clocks go forward in the night before: six is five by Greenwich.
        (datetime(2027, 3, 28, 4, 55, tzinfo=UTC), None),
        (datetime(2027, 3, 28, 5, 0, tzinfo=UTC), date(2027, 3, 28)),
        # And back: six is six again.
        (datetime(2026, 10, 25, 5, 0, tzinfo=UTC), None),
        (datetime(2026, 10, 25, 6, 0, tzinfo=UTC), date(2026, 10, 25)),
    ],
)
def test_six_is_by_the_councils_clock(office, moment, day):
    assert queries.is_due(office.council.id, now=moment) == day


def test_each_place_has_a_list_that_is_made_once(office):
    assert (make(office), make(office)) == (2, 0)

    assert queries.is_due(office.council.id, now=SIX) is None
    hall = DayPrint.objects.get(site__key="hall")
    full, bare = words_of(hall.file), words_of(hall.file_without_contacts)
    for said in ("Town Hall", "09:30", "Sian Jones", "Uses a wheelchair", "Thursday 19 November"):
        assert said in full
        assert said in bare
    assert "01632 960001" in full
    assert "01632 960001" not in bare
    assert '"rows": []' in words_of(DayPrint.objects.get(site__key="depot").file)
    assert StoredFile.objects.count() == 4


def test_a_list_made_before_six_or_asked_for_again_takes_the_place_of_the_one_before(office, queue):
    early = SIX - timedelta(hours=1)
    assert make(office, early) == 2
    assert queries.is_due(office.council.id, now=SIX) == ON
    assert make(office) == 2
    office.confirm(office.hold(DAY, "11:00", site_id=office.site().pk), name="Tom Reed")
    later = SIX + timedelta(hours=2)
    actions.ask_for_list(
        actor=office.staff, council_id=office.council.id, site_id=office.site().pk, on=ON, now=later
    )

    assert len(queue.jobs("bookings.make_day_lists")) == 1
    assert make(office, later + timedelta(seconds=5)) == 1
    assert "Tom Reed" in words_of(DayPrint.objects.get(site__key="hall").file)
    assert StoredFile.objects.count() == 4


@pytest.mark.slow
@pytest.mark.parametrize("count", [0, 45])
def test_a_list_is_a_tagged_pdf_by_the_standard(office, count, monkeypatch):
    monkeypatch.setattr(sheets, "typeset", typeset)
    rows = bookings_on(ON) * count

    content = sheets.day_list(
        {"en": "Town Hall"}, ON, rows, council_by_id(office.council.id), with_contacts=True, now=SIX
    )

    pdf = opened(content)
    assert claims_pdf_ua(pdf)
    assert tags(pdf).count("/TH") == (6 + 4 if count else 4)
    assert {round(float(page.mediabox[2])) for page in pdf.pages} == {842}
    assert len(pdf.pages) > 1 or not count


def test_lists_and_their_files_are_forgotten(office):
    make(office)
    assert actions.forget_lists(today=ON + timedelta(days=2)) == 0
    assert actions.forget_lists(today=ON + timedelta(days=3)) == 2
    assert (DayPrint.objects.count(), StoredFile.objects.count()) == (0, 0)


@pytest.fixture
def at_six(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: SIX)


@pytest.fixture
def desk(office, northvale, at_six, now):
    return supervisor("dewi", northvale, now)


def test_whoever_chose_it_is_sent_a_link_once_and_no_name(desk, office, at_six):
    desk.post(f"{DIARY}lists/sent/", wanted="yes")
    desk.post(f"{DIARY}lists/sent/", wanted="yes")
    assert DayPrintReader.objects.count() == 1

    for _ in range(2):
        tasks.make(council_id=office.council.id, on=DAY)

    message = Message.objects.get(template="bookings.day-lists")
    assert message.recipient == "dewi@northvale.test"
    assert "/workspace/diary/northvale/lists/" in message.body
    assert "Sian" not in message.body
    assert message.enclosed == []
    desk.post(f"{DIARY}lists/sent/", wanted="no")
    assert not DayPrintReader.objects.exists()


def test_whoever_may_not_look_any_more_is_not_told(desk, office, at_six):
    desk.post(f"{DIARY}lists/sent/", wanted="yes")
    StaffRole.objects.all().delete()
    tasks.make(council_id=office.council.id, on=DAY)
    assert not Message.objects.exists()


def test_the_page_gives_lists_out_and_makes_them_again(desk, office, queue, at_six):
    assert "Not yet" in desk.get(f"{DIARY}lists/").one("prints")
    make(office)
    page = desk.get(f"{DIARY}lists/")
    depot = page.links("list")[1]

    given = desk.client.get(page.links("list")[0])
    assert given.headers["Content-Type"] == "application/pdf"
    assert "attachment" in given.headers["Content-Disposition"]
    assert desk.client.get(depot).status_code == 200
    assert desk.post(f"{DIARY}lists/again/", site=str(office.site().pk)).status == 302
    stranger = "0190e8a0-0000-7000-8000-000000000000"
    assert desk.post(f"{DIARY}lists/again/", site=stranger).status == 404


def test_no_other_council_nor_any_page_of_files_gives_a_list_out(
    desk, office, southmere, at_six, now
):
    make(office)
    row = DayPrint.objects.get(site__key="hall")
    outsider = supervisor("mair", southmere, now)
    for council in ("northvale", "southmere"):
        assert outsider.get(f"/workspace/diary/{council}/lists/{row.pk}/").status == 404
    assert desk.get(f"/workspace/files/{row.file_id}/").status == 404
    with acting_for(southmere.id):
        assert not DayPrint.objects.exists()
    with pytest.raises(NotPermitted):
        actions.ask_for_list(
            actor=staff_of(office.council, "booking.view"), council_id=office.council.id,
            site_id=None, on=ON, now=SIX,
        )  # fmt: skip
