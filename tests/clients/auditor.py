"""Starts the service of the program on a store of its own, filled from a made-up region of mock-vk. Knows no client."""

import json
import os
import re
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from mock import TOKEN, Mock

PASSWORD = "four words and some blanks"
# How long anything may take before the tests give up, in seconds.
PATIENCE = 60
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Auditor:
    """A service with one administrator, a token of theirs, and pages that were looked at twice."""

    def __init__(self):
        self.binary = os.environ.get("AUDITOR_BIN")
        if not self.binary:
            raise RuntimeError("set AUDITOR_BIN to the path of the binary vk-page-auditor")
        self.folder = tempfile.TemporaryDirectory()
        self.mock = Mock()
        try:
            self._start()
        except BaseException:
            self.stop()
            raise

    def _start(self):
        place = Path(self.folder.name)
        self.config = place / "auditor.toml"
        self.config.write_text(
            f'[vk]\nhost = "{self.mock.url}"\n[covers]\nenabled = false\n[store]\nurl = "sqlite:{place}/store.sqlite"\n'
            '[serve]\nlisten = "127.0.0.1:0"\ngrace = "2s"\n'
        )
        registry = place / "registry.csv"
        with OPENER.open(f"{self.mock.url}/_mock/registry.csv", timeout=PATIENCE) as answer:
            registry.write_bytes(answer.read())
        self.run("registry", "import", str(registry))
        self.run("access", "create-admin", "admin", "--password-stdin", given=PASSWORD + "\n")
        self.token = self.run("access", "token", "create", "--for", "admin", "--name", "tests").strip()
        self.log = open(place / "log", "w+")
        self.process = subprocess.Popen(
            [self.binary, "serve", "--config", str(self.config)],
            env=self.environment(),
            stdout=subprocess.DEVNULL,
            stderr=self.log,
        )
        self.url = self._address()
        for _ in range(2):
            self._look_at_all()

    def environment(self):
        return {"VK_TOKEN": TOKEN, "RUST_LOG": "info", "PATH": os.environ.get("PATH", "")}

    def run(self, *arguments, given=None):
        command = [self.binary, *arguments, "--config", str(self.config)]
        done = subprocess.run(
            command, input=given, env=self.environment(), capture_output=True, text=True, timeout=PATIENCE
        )
        if done.returncode != 0:
            raise RuntimeError(f"{arguments}: {done.stdout}{done.stderr}")
        return done.stdout

    def _address(self):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and self.process.poll() is None:
            found = re.search(r"address\W+(127\.0\.0\.1:[0-9]+)", self.told())
            if found:
                return f"http://{found[1]}"
            # sleeps because another process starts meanwhile
            time.sleep(0.05)
        raise RuntimeError(f"the service did not start: {self.told()}")

    def told(self):
        text = Path(self.log.name).read_text()
        return re.sub(r"\x1b\[[0-9;]*m", "", text)

    def _look_at_all(self):
        run = self.ask("POST", "/api/v1/runs", {})
        end = time.monotonic() + PATIENCE
        while self.ask("GET", f"/api/v1/runs/{run['id']}")["state"] != "finished":
            if time.monotonic() > end:
                raise RuntimeError(f"the run does not end: {self.told()}")
            # sleeps because the service works meanwhile
            time.sleep(0.1)

    def ask(self, method, path, body=None):
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.url + path, data=data, method=method)
        request.add_header("Authorization", f"Bearer {self.token}")
        if data is not None:
            request.add_header("Content-Type", "application/json")
        try:
            with OPENER.open(request, timeout=PATIENCE) as answer:
                return json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{method} {path}: {error.code} {error.read().decode()}") from error

    def stop(self):
        if hasattr(self, "process"):
            self.process.terminate()
            self.process.wait(timeout=PATIENCE)
            self.log.close()
        self.mock.stop()
        self.folder.cleanup()
