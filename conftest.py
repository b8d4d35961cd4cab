"""What every test may ask for: a real database, two councils, and a clean memory."""

import os

os.environ.setdefault("MOOTHALL_TESTING", "1")
os.environ.setdefault("MOOTHALL_INSECURE_HTTP", "1")

import pytest
from hypothesis import HealthCheck, settings

from moothall.kernel.tests import database, kit
from moothall.kernel.tests.kit import NOW

#: No timing decides a test. New examples are tried by whoever runs some tests; a run of them all
#: tries the same ones each time, so that its outcome depends on the change alone.
settings.register_profile("new", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("same", settings.get_profile("new"), derandomize=True)
settings.load_profile("same" if os.environ.get("MOOTHALL_SAME_EXAMPLES") else "new")


@pytest.fixture(scope="session")
def django_db_setup(request, django_db_blocker):
    """Clone a migrated template, which only a change of a migration makes anew."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    with django_db_blocker.unblock():
        clone = database.TestDatabase(worker)
        clone.create()
        try:
            yield
        finally:
            clone.drop()


@pytest.fixture(autouse=True)
def _clean_process(request, settings, tmp_path, monkeypatch):
    """
    Start each test with an empty memory, in no scope, with its own folder of files.

    The seconds of the short memory stand still, so that no count of statements hangs on how fast a
    machine is; not in journeys, which wait for what others change.
    """
    from moothall.kernel import scope, short_memory

    if request.node.get_closest_marker("journey") is None:
        monkeypatch.setattr(short_memory, "monotonic", lambda: 0.0)
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.SECRETS_DIR = tmp_path / "secrets"
    short_memory.forget_all()
    token = scope._in_force.set(())
    yield
    scope._in_force.reset(token)
    short_memory.forget_all()


@pytest.fixture
def now():
    """A Wednesday in November, eleven in the morning."""
    return NOW


@pytest.fixture
def clock_stands(monkeypatch, now):
    """The clock at that moment for requests too, for what is typed with a date in it."""
    monkeypatch.setattr("moothall.kernel.clock.now", lambda: now)
    return now


@pytest.fixture
def northvale(db):
    """An English council that speaks one language."""
    return kit.northvale(NOW)


@pytest.fixture
def southmere(db):
    """A Welsh council that speaks two, in the same partnership as Northvale."""
    return kit.southmere(NOW)


@pytest.fixture
def in_northvale(northvale):
    """Northvale in force for the length of the test."""
    from moothall.kernel.scope import acting_for

    with acting_for(northvale.id):
        yield northvale


@pytest.fixture
def queue(db):
    """The jobs that the test has left to the workers, which it may run."""
    return kit.Queue()


@pytest.fixture
def alice(northvale):
    """An officer of Northvale."""
    return kit.staff_user("alice", NOW)


@pytest.fixture
def bob(northvale, southmere):
    """An agent of the partnership, who acts for Northvale and for Southmere."""
    return kit.staff_user("bob", NOW)


@pytest.fixture
def carys(southmere):
    """An officer of Southmere."""
    return kit.staff_user("carys", NOW)


@pytest.fixture
def rhian(northvale):
    """A resident of Northvale, joined to her account."""
    return kit.resident("rhian", northvale, NOW)


@pytest.fixture
def tomos(northvale):
    """Another resident of Northvale."""
    return kit.resident("tomos", northvale, NOW)


@pytest.fixture
def mallory(db):
    """Somebody with an account who may do nothing."""
    return kit.staff_user("mallory", NOW)
