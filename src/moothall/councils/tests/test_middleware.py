import pytest

from moothall.councils.models import Hostname
from moothall.kernel import short_memory


@pytest.mark.parametrize(
    "host", ["nobody.test", "", "northvale.test.evil.example", "127.0.0.1", "bad host", "a/../b"]
)
def test_a_host_that_is_nobodys_gets_a_page_that_says_nothing(client, northvale, host):
    response = client.get("/brand/x.css", headers={"host": host})

    assert response.status_code == 404
    body = response.content.decode().lower()
    assert "northvale" not in body
    assert "moothall" not in body
    assert "django" not in body
    assert not response.cookies


@pytest.mark.parametrize(
    "host", ["northvale.test", "NORTHVALE.test", "northvale.test:8000", "northvale.test."]
)
def test_a_council_is_found_by_its_host(client, northvale, host):
    response = client.get("/brand/x.css", headers={"host": host})

    assert response.status_code == 200
    assert northvale.brand.primary_colour.encode() in response.content


def test_a_forwarded_host_is_not_believed(client, northvale, southmere):
    response = client.get(
        "/brand/x.css", headers={"host": "northvale.test", "x-forwarded-host": "southmere.test"}
    )

    assert northvale.brand.primary_colour.encode() in response.content


def test_a_new_hostname_is_served_once_the_memory_is_over(client, northvale):
    assert client.get("/brand/x.css", headers={"host": "new.test"}).status_code == 404

    Hostname.objects.create(host="new.test", council_id=northvale.id)
    short_memory.forget_all()

    assert client.get("/brand/x.css", headers={"host": "new.test"}).status_code == 200


def test_health_needs_no_council(client, db):
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {
        "status": "ok",
        "checks": {"database": True, "queue": True},
    }


def test_the_language_comes_from_the_path_alone(client, southmere):
    english = client.get(
        "/brand/x.css", headers={"host": "southmere.test", "accept-language": "cy"}
    )
    welsh = client.get("/cy/brand/x.css", headers={"host": "southmere.test"})

    assert english["Content-Language"] == "en"
    assert welsh["Content-Language"] == "cy"
    assert "Accept-Language" not in english.get("Vary", "")
