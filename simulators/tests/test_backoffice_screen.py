"""The crew's screen, as a browser without JavaScript uses it."""

from simulators.tests.program import CLIENT
from simulators.tests.test_backoffice_open311 import POTHOLE, ask, jobs, say, send


def test_list_shows_newest_first_and_filters(backoffice):
    numbers = [send(backoffice).json()[0]["service_request_id"] for _ in range(2)]
    say(backoffice, numbers[0], "FIXED")

    opened = backoffice.get("/").text
    both = backoffice.get("/", state="all").text
    others = backoffice.get("/", state="all", jurisdiction_id="cwm-helyg.example").text

    assert numbers[0] not in opened
    assert both.index(numbers[1]) < both.index(numbers[0])
    assert 'data-testid="no-jobs"' in others


def test_page_shows_the_job_and_escapes_it(backoffice):
    form = {
        **POTHOLE,
        "description": "<script>alert(1)</script>",
        "address_string": "1 High Street",
        "attribute[surface]": "road",
        "media_url": ["http://pictures.example/1.jpg", "javascript:alert(1)"],
        "email": "resident@example.org",
    }
    number = send(backoffice, form).json()[0]["service_request_id"]

    page = backoffice.get(f"/jobs/{number}")

    assert "<script>" not in page.text
    assert "javascript:" not in page.text
    assert 'src="http://pictures.example/1.jpg"' in page.text
    for words in ("1 High Street", "52.1, -3.05", "resident@example.org", "Where is it?"):
        assert words in page.text
    assert "script-src" not in page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


def test_crew_sets_a_status_with_a_note(backoffice):
    number = send(backoffice).json()[0]["service_request_id"]

    answer = CLIENT.post(
        f"{backoffice.url}/jobs/{number}/status",
        data={"status": "FIXED", "note": "Filled today"},
        follow_redirects=True,
    )

    assert 'data-testid="saved"' in answer.text
    assert "Filled today" in answer.text
    (update,) = ask(backoffice, "servicerequestupdates.json").json()
    assert (update["status"], update["description"]) == ("FIXED", "Filled today")


def test_scheduled_without_a_date_is_refused_and_keeps_the_note(backoffice):
    number = send(backoffice).json()[0]["service_request_id"]

    answer = CLIENT.post(
        f"{backoffice.url}/jobs/{number}/status",
        data={"status": "ACTION_SCHEDULED", "note": "Soon"},
    )

    assert answer.status_code == 400
    assert 'data-testid="mistake"' in answer.text
    assert "Soon" in answer.text
    assert jobs(backoffice)["jobs"][0]["status"] == "OPEN"


def test_another_site_cannot_post(backoffice):
    number = send(backoffice).json()[0]["service_request_id"]

    answer = CLIENT.post(
        f"{backoffice.url}/jobs/{number}/status",
        data={"status": "FIXED"},
        headers={"Sec-Fetch-Site": "cross-site"},
    )

    assert answer.status_code == 403
    assert jobs(backoffice)["jobs"][0]["status"] == "OPEN"


def test_enclosed_photo_is_shown(backoffice):
    number = CLIENT.post(
        f"{backoffice.url}/open311/v2/requests.json",
        data=POTHOLE,
        files={"media": ("hole.png", b"\x89PNG picture", "image/png")},
    ).json()[0]["service_request_id"]

    assert 'src="/photos/' in backoffice.get(f"/jobs/{number}").text
    assert jobs(backoffice)["jobs"][0]["photos"] == 1


def test_trouble_is_begun_and_ended_on_its_page(backoffice):
    url = f"{backoffice.url}/trouble"

    CLIENT.post(url, data={"name": "fail", "begin": "1", "times": "2", "option-status": "500"})
    page = backoffice.get("/trouble").text
    told = backoffice.get("/_control").json()["troubles"]
    CLIENT.post(url, data={"calm": "1"})

    assert 'data-testid="trouble-in-force"' in page
    assert told["fail"] == {"times": 2, "only": [], "status": 500}
    assert 'data-testid="trouble-none"' in backoffice.get("/trouble").text


def test_mistake_on_the_trouble_page_is_shown(backoffice):
    answer = CLIENT.post(
        f"{backoffice.url}/trouble",
        data={"name": "fail", "begin": "1", "times": "many"},
        follow_redirects=True,
    )

    assert 'role="alert"' in answer.text
    assert backoffice.get("/_control").json()["troubles"] == {}
