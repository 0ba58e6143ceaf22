"""Starts the binary mock-vk and speaks to its control paths. Knows no client of VK."""

import json
import os
import subprocess
import urllib.request

# As a service key of VK, but without a rate, so that tests need not wait.
TOKEN = "fast-token"
WRONG_TOKEN = "no-such-token"


class Mock:
    def __init__(self):
        binary = os.environ.get("MOCK_VK_BIN")
        if not binary:
            raise RuntimeError("set MOCK_VK_BIN to the path of the mock-vk binary")
        command = [binary, "--pages", "60", "--token", f"fast:service:{TOKEN}:unlimited"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().strip()
        if not self.url.startswith("http://127.0.0.1:"):
            raise RuntimeError(f"mock-vk did not start: {self.url!r}")

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=10)

    def fail(self, code, calls=None):
        """Makes every call, or only the first so many, end with this error."""
        first = f"match = {{ to = {calls} }}\n" if calls else ""
        self._control("POST", "faults", f'title = "error {code}"\n[[fault]]\n{first}do = {{ error = {{ code = {code} }} }}\n')

    def behave(self):
        self._control("DELETE", "faults")
        self._control("POST", "reset")

    def outcomes(self):
        return json.loads(self._control("GET", "stats"))["outcomes"]

    def right_pages(self, number):
        """Ids of pages that show both forms as they should."""
        lines = self._control("GET", "truth").splitlines()
        pages = [json.loads(line) for line in lines]
        ids = [page["group_id"] for page in pages if page["verdict"] == "compliant" and not page["violations"]]
        assert len(ids) >= number, "the region has too few pages without a defect"
        return ids[:number]

    def _control(self, method, path, body=None):
        data = body.encode() if body is not None else None
        request = urllib.request.Request(f"{self.url}/_mock/{path}", data=data, method=method)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=10) as answer:
            return answer.read().decode()
