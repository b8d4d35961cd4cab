"""Forms of the library of each kind, filled in from beginning to end in a real browser."""

import copy
import json
import subprocess
import sys

import pytest

from moothall.eforms import library
from moothall.eforms.compiling import compile_definition
from moothall.eforms.tests.test_library_forms import without_promises
from moothall.eforms.tests.walker import Walker
from tests.journeys.browser import PHONE, examine, window
from tests.journeys.walking import Window

pytestmark = [pytest.mark.journey, pytest.mark.timeout(240)]

#: One of each kind: something seen in the street, a long form in parts, a list of several things,
#: files to be shown, a complaint, a discount, a request that the law gives days for.
FORMS = {
    "fly-tipping": True,
    "school-place-in-year": False,
    "noise-diary": True,
    "free-school-meals": False,
    "complaint": True,
    "single-person-discount": False,
    "request-information": True,
}


@pytest.fixture(scope="module")
def published(running):
    """Return the definitions, published under a service that the demonstration has."""
    found = {}
    for name in FORMS:
        document, _refused = without_promises(library.form(name))
        document = copy.deepcopy(document)
        document.get("needs", {}).pop("payment", None)  # paying is a journey of its own
        document["outcome"]["service_type"] = "general-enquiry"
        for part in ("service_types", "destinations"):
            document["outcome"].pop(part, None)
        document["slug"] = f"{name}-in-a-browser"
        subprocess.run(
            [sys.executable, "-m", "tests.journeys.publish", "cwm-helyg"],
            input=json.dumps(document), text=True, check=True, timeout=60,
            env={**running.environment, "PYTHONPATH": "src"},
        )  # fmt: skip
        found[name] = compile_definition(document)
    return found


@pytest.mark.parametrize(("name", "scripts"), FORMS.items(), ids=FORMS)
def test_a_form_of_the_library_is_finished_in_a_browser(running, browser, published, name, scripts):
    with window(browser, size=PHONE, scripts=scripts) as page:
        walker = Walker(None, "", published[name])
        walker.browser = Window(page, running.url, "cwm-helyg", lambda on: examine(browser, on))
        end = walker.walk()

        assert end.page == "done"
        assert page.get_by_test_id("reference").inner_text().strip().startswith("CWM-")
