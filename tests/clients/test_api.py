"""The program `schemathesis` against the API of a running service: made-up requests by the API's own description, whose
answers must be as the description says."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from auditor import Auditor

HERE = Path(__file__).resolve().parent
# How long the requests may be made, in seconds.
LONGEST = 45
# A few of each: the whole must stay within that.
EXAMPLES = 8


@pytest.fixture(scope="module")
def auditor():
    auditor = Auditor()
    yield auditor
    auditor.stop()


def test_every_answer_is_as_the_description_says(auditor):
    command = [
        str(Path(sys.executable).parent / "schemathesis"),
        "--config-file",
        str(HERE / "schemathesis.toml"),
        "run",
        f"{auditor.url}/api/v1/openapi.json",
        "--header",
        f"Authorization: Bearer {auditor.token}",
        "--checks",
        "all",
        "--max-examples",
        str(EXAMPLES),
        "--max-time",
        str(LONGEST),
        "--seed",
        "73",
        "--no-color",
    ]
    environment = {
        **{name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")},
        "NO_PROXY": "127.0.0.1",
        "SCHEMATHESIS_HOOKS": "schema_hooks",
        "PYTHONPATH": str(HERE),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run(
        command,
        cwd=auditor.folder.name,
        env=environment,
        capture_output=True,
        text=True,
        timeout=LONGEST * 3,
    )
    told = done.stdout + done.stderr
    assert done.returncode == 0, told[-20_000:]
    # whatever else it says, it must have asked something
    assert re.search(r"[1-9][0-9]* generated", told), told[-5_000:]
    # the service is as it was: nobody was locked out, nothing broke
    assert auditor.ask("GET", "/api/v1/me")["person"]["login"] == "admin"
    assert "panicked" not in auditor.told() and "ERROR" not in auditor.told(), auditor.told()[-5_000:]
