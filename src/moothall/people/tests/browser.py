"""A browser without scripts that follows redirects over several hosts; what residents do in it."""

from urllib.parse import parse_qs, urlsplit

from django.core import mail
from django.test import Client

COUNCIL, OTHER_COUNCIL, HOST = "northvale.test", "southmere.test", "id.test"
MOST_REDIRECTS = 15


class Browser:
    """Keeps a jar of cookies for each host, and sends the tokens of forms as a browser would."""

    def __init__(self, **headers):
        self._clients, self._headers, self.address, self.page = {}, headers, "", None

    def at(self, host):
        if host not in self._clients:
            self._clients[host] = Client(enforce_csrf_checks=True, headers=self._headers)
        return self._clients[host]

    def get(self, address, **headers):
        return self._go("get", address, None, headers)

    def post(self, address, values=None, **headers):
        """Send a form of the present page, with its token."""
        values = dict(values or {})
        token = self._token()
        if token and "csrfmiddlewaretoken" not in values:
            values["csrfmiddlewaretoken"] = token
        return self._go("post", address, values, headers)

    def step(self, method, address, values=None, **headers):
        """Ask once and follow nothing."""
        parts = urlsplit(address)
        host = parts.netloc or urlsplit(self.address).netloc
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        call = getattr(self.at(host), method)
        return call(path, values or {}, headers={"host": host, **headers}), host, path

    def _token(self):
        text = self.page.content.decode() if self.page is not None else ""
        marker = 'name="csrfmiddlewaretoken" value="'
        return text.split(marker, 1)[1].split('"', 1)[0] if marker in text else ""

    def _go(self, method, address, values, headers):
        for _ in range(MOST_REDIRECTS):
            if method == "get":
                parts = urlsplit(address)
                host = parts.netloc or urlsplit(self.address).netloc
                path = parts.path + (f"?{parts.query}" if parts.query else "")
                self.page = self.at(host).get(path, headers={"host": host, **headers})
            else:
                self.page, host, path = self.step(method, address, values, **headers)
            self.address = f"http://{host}{path}"
            if self.page.status_code not in {302, 303}:
                return self.page
            method, values, address = "get", None, self.page["Location"]
        raise AssertionError("It leads round in circles.")

    @property
    def text(self):
        return self.page.content.decode()

    @property
    def host(self):
        return urlsplit(self.address).netloc

    @property
    def path(self):
        return urlsplit(self.address).path

    @property
    def waiting(self):
        """Where the page leads once somebody has signed in."""
        return (parse_qs(urlsplit(self.address).query).get("next") or [""])[0]


def code_in(queue) -> str:
    queue.run_all()
    return mail.outbox[-1].subject.split()[-1]


def create_account(browser, queue, email="rhian@home.test", council=COUNCIL):
    browser.get(f"http://{council}/account/")
    waiting = browser.waiting
    browser.get(f"http://{HOST}/sign-in/new/")
    browser.post("/sign-in/new/", {"email": email, "next": waiting})
    return browser.post("/sign-in/new/code/", {"code": code_in(queue), "next": waiting})


def join(browser, name="Rhian Evans"):
    return browser.post("/account/join/", {"name": name, "next": "/account/"})


def ask_for_code(browser, email="rhian@home.test", council=COUNCIL):
    browser.get(f"http://{council}/account/")
    return browser.post("/sign-in/login/", {"email": email, "next": browser.waiting})


def sign_in(browser, queue, email="rhian@home.test", council=COUNCIL):
    ask_for_code(browser, email, council)
    return browser.post("/sign-in/login/code/", {"code": code_in(queue), "next": browser.waiting})
