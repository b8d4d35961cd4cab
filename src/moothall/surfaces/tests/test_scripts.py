"""What our scripts add to a page, in a real browser, under the policy that the server sends."""

import json
import os
import shutil
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from csp.utils import build_policy
from django.conf import settings
from django.template import engines
from django.test import RequestFactory
from playwright.sync_api import expect, sync_playwright

pytestmark = pytest.mark.journey

BUILT = Path(settings.PACKAGE) / "static_built"
ADDRESSES = [
    {"uprn": "100", "address": "1 High Street, Northvale, QX1 1AA"},
    {"uprn": "200", "address": "2 High Street, Northvale, QX1 1AA"},
]
STREETS = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"name": name},
            "geometry": {"type": "LineString", "coordinates": line},
        }
        for name, line in (
            ("Stryd y Felin", [[-3.006, 52.102], [-2.994, 52.099]]),
            ("High Street", [[-3.001, 52.105], [-3.003, 52.095]]),
        )
    ],
}
FRAME = """{%% extends "public/base.html" %%}{%% set page_has_map = true %%}
{%% block content %%}<h1>Test</h1>%s{%% endblock %%}"""
ADDRESS = """{% from "kernel/components/address_lookup.html" import address_lookup %}
<form method="post" action="/sent">{{ address_lookup("home", "Address", search_url="/addresses") }}
<button data-testid="continue">Continue</button></form>"""
PLACE = """{% from "kernel/components/place_picker.html" import place_picker %}
<form method="post" action="/sent">{{ place_picker("where", "Where is it?", nearby_url="/nearby",
centre_latitude=52.1, centre_longitude=-3.0) }}<button>Continue</button></form>"""
USEFUL = '{% from "kernel/components/useful.html" import useful %}{{ useful("/useful", "/bins/") }}'
AUTOSAVE = """<form method="post" action="/sent" data-autosave="/keep" data-autosave-saved="Saved">
<label for="words">Words</label><textarea id="words" name="words"></textarea>
<p role="status" data-autosave-status></p>
<button data-testid="continue" data-prevent-double-click="true">Continue</button></form>"""
SENT = b'<!doctype html><title>Sent</title><link rel="icon" href="data:,">Sent'
PAGES = {"/address": ADDRESS, "/place": PLACE, "/useful": USEFUL, "/autosave": AUTOSAVE}


class Site(BaseHTTPRequestHandler):
    """Serves the pages above and our built files, and remembers what was posted."""

    protocol_version = "HTTP/1.1"
    posted: list[tuple[str, dict[str, list[str]]]]
    asked: list[str]
    policy: str

    @classmethod
    def serve(cls):
        server = ThreadingHTTPServer(("127.0.0.1", 0), cls, bind_and_activate=False)
        server.request_queue_size = 64  # a browser opens many connections at once
        server.server_bind()
        server.server_activate()
        cls.url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server

    def do_GET(self):
        address = urlsplit(self.path)
        if address.path in PAGES:
            self._answer(_draw(PAGES[address.path], address.path), "text/html; charset=utf-8")
        elif address.path.startswith("/static/"):
            path = BUILT / address.path.removeprefix("/static/")
            self._answer(path.read_bytes(), guess_type(path.name)[0] or "font/woff2")
        elif address.path == "/addresses":
            self.asked.append(parse_qs(address.query)["q"][0])
            self._answer(json.dumps({"addresses": ADDRESSES}).encode(), "application/json")
        elif address.path.endswith(".geojson"):
            self.asked.append(self.path)
            self._answer(json.dumps(STREETS).encode(), "application/geo+json")
        elif address.path == "/nearby":
            self._answer(b'{"text": "Mill Lane"}', "application/json")
        else:
            self.send_error(404)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.posted.append((self.path, parse_qs(body, keep_blank_values=True)))
        self._answer(SENT, "text/html; charset=utf-8")

    def _answer(self, body, content_type):
        self.send_response(200)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", self.policy)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


def _draw(content, path):
    request = RequestFactory().get(path)
    request.LANGUAGE_CODE = "en"
    template = engines["jinja2"].from_string(FRAME % content)
    return template.render({"council": None}, request).encode()


@pytest.fixture(scope="module")
def browser():
    program = os.environ.get("MOOTHALL_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(
            executable_path=program,
            args=["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"],
        )
        yield found
        found.close()


@pytest.fixture
def site():
    policy = build_policy(settings.CONTENT_SECURITY_POLICY["DIRECTIVES"])
    handler = type("TestSite", (Site,), {"posted": [], "asked": [], "policy": policy})
    server = handler.serve()
    yield handler
    server.shutdown()
    server.server_close()


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport={"width": 390, "height": 844})
    opened = context.new_page()
    complaints = []
    opened.on(
        "console", lambda said: complaints.append(said.text) if said.type == "error" else None
    )
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    assert complaints == []


def test_an_address_is_chosen_by_keyboard_alone(page, site):
    page.goto(f"{site.url}/address")
    field = page.get_by_role("combobox", name="Address")

    field.focus()
    page.keyboard.type("high st", delay=20)
    expect(page.get_by_role("option")).to_have_count(2)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(field).to_have_value(ADDRESSES[1]["address"])
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.get_by_test_id("continue").click()
    expect(page).to_have_title("Sent")
    assert site.posted == [("/sent", {"home_query": [ADDRESSES[1]["address"]], "home": ["200"]})]
    assert site.asked[-1] == "high st"


def test_typing_on_after_choosing_forgets_the_choice(page, site):
    page.goto(f"{site.url}/address")
    field = page.get_by_role("combobox", name="Address")
    field.press_sequentially("high")
    page.get_by_role("option").first.click()
    assert page.locator("[data-address-value]").input_value() == "100"

    field.press_sequentially(" x")

    assert page.locator("[data-address-value]").input_value() == ""


def test_when_the_look_up_fails_the_plain_button_comes_back(page, site):
    page.route("**/addresses*", lambda route: route.fulfill(json={"addresses": None}))
    page.goto(f"{site.url}/address")
    expect(page.get_by_test_id("find-address")).to_be_hidden()

    page.get_by_role("combobox").press_sequentially("high")

    expect(page.get_by_test_id("find-address")).to_be_visible()


def test_a_pin_is_placed_by_arrow_keys_and_named(page, site):
    page.goto(f"{site.url}/place")
    canvas = page.locator("canvas")
    expect(canvas).to_be_visible()
    latitude = page.locator("[data-place-latitude]")
    assert latitude.input_value() == ""
    canvas.focus()
    page.keyboard.press("ArrowUp")

    expect(page.get_by_role("status")).to_have_text("Pin placed near Mill Lane.")
    assert float(latitude.input_value()) > 52.1
    expect(page.get_by_label("Where is it?")).to_have_value("Mill Lane")


def test_a_map_asks_only_for_the_streets_around_what_it_shows(page, site):
    with page.expect_response("**/streets.geojson*"):
        page.goto(f"{site.url}/place")
    page.locator("canvas").focus()

    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("status")).to_have_text("Pin placed near Mill Lane.")

    assert sorted(site.asked) == [
        "/places/map/areas.geojson?bbox=-3.02%2C52.08%2C-2.98%2C52.12",
        "/places/map/streets.geojson?bbox=-3.02%2C52.08%2C-2.98%2C52.12",
    ]


def test_a_pin_is_placed_where_the_person_is_and_can_be_removed(page, site):
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 52.25, "longitude": -3.1})
    page.goto(f"{site.url}/place")

    page.get_by_role("button", name="Use my location").click()

    expect(page.locator("[data-place-latitude]")).to_have_value("52.250000")
    expect(page.locator("[data-place-longitude]")).to_have_value("-3.100000")
    page.get_by_role("button", name="Remove the pin").click()
    expect(page.locator("[data-place-latitude]")).to_have_value("")
    expect(page.get_by_label("Where is it?")).to_have_value("")


def test_a_refused_location_is_said_in_words(page, site):
    page.goto(f"{site.url}/place")

    page.get_by_role("button", name="Use my location").click()

    expect(page.get_by_role("status")).to_contain_text("We could not find where you are.")


def test_an_opinion_of_a_page_is_thanked_for_in_place(page, site):
    page.goto(f"{site.url}/useful")

    page.get_by_role("button", name="Yes").click()

    expect(page.get_by_role("status")).to_have_text("Thank you for telling us.")
    assert site.posted == [("/useful", {"page": ["/bins/"], "useful": ["yes"]})]


def test_what_is_typed_is_kept_before_it_is_sent(page, site):
    page.goto(f"{site.url}/autosave")

    page.get_by_label("Words").press_sequentially("The bin was not")

    expect(page.get_by_role("status")).to_have_text("Saved")
    assert site.posted == [("/keep", {"words": ["The bin was not"]})]


def test_impatient_clicks_send_a_form_once(page, site):
    page.goto(f"{site.url}/autosave")

    page.evaluate("""() => {
        const button = document.querySelector("[data-testid=continue]");
        for (let click = 0; click < 10; click++) button.click();
    }""")

    expect(page).to_have_title("Sent")
    assert [path for path, _ in site.posted] == ["/sent"]
