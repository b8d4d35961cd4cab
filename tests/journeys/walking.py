"""A real browser in which the walker of the library's forms types, chooses and presses."""

from types import SimpleNamespace
from urllib.parse import urlsplit

#: A page asks further a few times at most: for the address, then for its lines.
MOST_STEPS = 4
#: Questions of every type are looked at elsewhere; here the pages around them are.
LOOKED_AT = ("tasks", "check", "done")
PICTURE = {"name": "picture.png", "mimeType": "image/png"}


class Window:
    """What the walker needs of a browser (see `eforms.tests.browser`), done by hand on a page."""

    def __init__(self, page, address, host, look):
        self.on, self.address, self.host, self.look = page, address, host, look
        self.response = None

    def get(self, path):
        self._came(self.on.goto(self.address(path, host=self.host)))

    def start(self, form):
        self.get(f"/forms/{form}/")
        self._press("start")

    def post(self, typed=None):
        """Type what is asked on the page that is open, and press what leads on."""
        typed, before = dict(typed or {}), self.path
        if typed.pop("action", "") == "upload":
            self._fill_all(typed)
            return self._press_named("upload")
        if self.page == "check":
            return self._press("submit")
        for _ in range(MOST_STEPS):
            self._fill_all(typed)
            self._press("continue")
            if self.path != before or self.on.get_by_test_id("error-summary").count():
                return None
        return None

    @property
    def path(self):
        return urlsplit(self.on.url).path

    @property
    def page(self):
        return self.path.split("/")[-2]

    @property
    def html(self):
        return self.on.content()

    def _fill_all(self, typed):
        """Type what is there to be typed into; the rest of it comes when the page asks further."""
        for name, value in typed.items():
            inputs = self.on.locator(f'main [name="{name}"]:not([type=hidden]):visible')
            if inputs.count():
                self._fill(inputs, value)

    def _fill(self, inputs, value):
        kind = inputs.first.evaluate("one => one.type || one.tagName.toLowerCase()")
        for one in value if isinstance(value, list) else [value]:
            match kind:
                case "radio" | "checkbox":
                    inputs.locator(f'xpath=self::*[@value="{one}"]').check()
                case "select-one":
                    inputs.first.select_option(one)
                case "file":
                    inputs.first.set_input_files({**PICTURE, "buffer": one.read()})
                case _:
                    inputs.first.fill(str(one))

    def _press(self, test_id):
        self._lead_on(self.on.get_by_test_id(test_id))

    def _press_named(self, beginning):
        self._lead_on(self.on.locator(f'main button[name=action][value^="{beginning}"]').first)

    def _came(self, response):
        self.response = SimpleNamespace(status_code=response.status)

    def _lead_on(self, button):
        with self.on.expect_navigation() as came:
            button.click()
        self._came(came.value)
        if self.page in LOOKED_AT:
            self.look(self.on)
