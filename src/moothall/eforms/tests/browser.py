"""A browser without scripts, for tests of whole journeys."""

import re


class Browser:
    """A person without scripts: follows redirects, and knows where they are."""

    def __init__(self, client, host="northvale.test", prefix=""):
        self.client, self.host, self.prefix = client, host, prefix
        self.path = self.response = None

    def get(self, path):
        return self._arrive(self.client.get(path, headers={"host": self.host}), path)

    def post(self, data=None, path=None):
        path = path or self.path
        revision = re.search(r'name="revision" value="(\w*)"', self.html)
        form = {**({"revision": revision[1]} if revision else {}), **(data or {})}
        return self._arrive(self.client.post(path, form, headers={"host": self.host}), path)

    def start(self, form):
        self.get(f"{self.prefix}/forms/{form}/")
        return self.post()

    @property
    def html(self):
        return self.response.content.decode() if self.response else ""

    @property
    def secret(self):
        return self.path.removeprefix(self.prefix).split("/")[3]

    @property
    def page(self):
        return self.path.split("?")[0].split("/")[-2]

    def _arrive(self, response, path):
        hops = 0
        while response.status_code in (302, 303):
            path, hops = response["Location"], hops + 1
            assert hops < 5, path
            response = self.client.get(path, headers={"host": self.host})
        self.path, self.response = path, response
        return response
