"""The websites of the demonstration, as their files make them."""

import re
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from wagtail.models import Page

from moothall.content.setup import apply_site
from moothall.councils.setup import SetupContext
from moothall.kernel.scope import acting_for
from moothall.kernel.short_memory import forget_all

COUNCILS = Path(settings.CHECKOUT) / "demo" / "councils"


@pytest.fixture
def everything(southmere, now):
    """The bilingual council with all the pages of the demonstration."""
    section = yaml.safe_load((COUNCILS / "cwm-helyg.yaml").read_text(encoding="utf-8"))["site"]
    with acting_for(southmere.id):
        apply_site(SetupContext(southmere, COUNCILS, now), section)
    forget_all()
    return southmere


#: What is no page of the site: other apps' pages, and those that lead to the sign-in host.
OTHERS = (
    *(
        "/static/",
        "/forms/",
        "/track/",
        "/brand/",
        "/account/",
        "/subscribe/",
        "/parking/",
        "/book/",
    ),
    *("/cy/forms/", "/cy/track/", "/cy/account/", "/cy/subscribe/", "/cy/parking/", "/cy/book/"),
)


@pytest.mark.slow
def test_every_page_is_there_in_both_languages_and_every_link_leads_to_one(client, everything):
    host = {"host": "southmere.test"}
    with acting_for(everything.id):
        pages = Page.objects.live().filter(depth__gt=2).count()
    seen, waiting, broken = set(), ["/", "/cy/"], []
    while waiting:
        path = waiting.pop()
        seen.add(path)
        response = client.get(path, headers=host)
        if response.status_code != 200:
            broken.append(path)
            continue
        for href in re.findall(r'href="(/[^"#?]*)"', response.content.decode()):
            if not href.startswith(OTHERS) and href not in seen and href not in waiting:
                waiting.append(href)

    assert broken == []
    assert pages > 60
    assert {"/accessibility/", "/cookies/", "/privacy/", "/contact/"} <= seen
    assert {"/cy/accessibility/", "/cy/cookies/", "/cy/privacy/", "/cy/contact/"} <= seen
    assert len(seen) >= pages


@pytest.mark.slow
def test_tasks_are_found_by_the_words_people_use(client, everything):
    host = {"host": "southmere.test"}
    for words, title in (
        ("pothole", "Report a street fault"),
        ("tip", "Recycling centre"),
        ("bin not collected", "Report a missed bin"),
        ("sofa", "Bulky waste"),
        ("libary card", "Join a library"),
        ("homeless", "Help if you are homeless"),
    ):
        page = client.get("/search/", {"q": words}, headers=host).content.decode()
        results = page.split('data-testid="results"')[1].split("</ol>")[0]
        titles = re.findall(r">([^<]+)</a></h2>", results)
        assert title in titles[:3], (words, titles)
