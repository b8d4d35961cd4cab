"""The simulated till as a program of its own, against a running server."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from moothall.kernel.scope import acting_for
from moothall.payments.wallets import actions
from moothall.payments.wallets.models import TillSale
from moothall.payments.wallets.tests.kit import BOSS

ROOT = Path(__file__).parents[5]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_till_sells_loses_its_connection_and_forwards(canteen, rhian, live_server, tmp_path):
    wallet = canteen.wallet(rhian.pk, 1_000)
    _, token = actions.issue_card(
        actor=BOSS, council_id=canteen.council.id, holder_type="people.person",
        holder_id=rhian.pk, now=canteen.now,
    )  # fmt: skip
    _, key = canteen.till()

    def till(*command, fails=False):
        done = subprocess.run(
            [sys.executable, "-m", "simulators.till", "--url", live_server.url,
             "--host", "northvale.test", f"--key={key}", "--state", str(tmp_path / "till.json"),
             *command],
            cwd=ROOT, capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        assert (done.returncode != 0) == fails, done.stderr
        return json.loads(done.stdout) if done.stdout else {}

    assert len(till("book")["cards"]) == 1
    assert till("sell", token, "240")["state"] == "sold"
    assert till("sell", token, "300", "--offline")["state"] == "stored"
    till("sell", token, "900", "--offline", fails=True)
    assert till("forward", "--times", "3", "--shuffled", "7") == {"told": 3}
    assert till("forward") == {"told": 0}

    with acting_for(canteen.council.id):
        assert TillSale.objects.count() == 2
        assert canteen.held(wallet) == 460
