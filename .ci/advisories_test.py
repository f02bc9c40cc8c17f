"""Shows that .ci/advisories.py finds what it is there to find."""

import http.server
import json
import pathlib
import subprocess
import sys
import tempfile
import threading
import unittest

HERE = pathlib.Path(__file__).parent
NOBODY = "http://127.0.0.1:1"


def run(libraries, osv=NOBODY, more=""):
    with tempfile.TemporaryDirectory() as work:
        names = pathlib.Path(work, "libraries.txt")
        names.write_text("\nThe following files have been resolved:\n" + "".join(f"   {one}:compile -- module x\n" for one in libraries))
        advisories = pathlib.Path(work, "advisories.tsv")
        advisories.write_text((HERE / "advisories.tsv").read_text() + more)
        command = [sys.executable, HERE / "advisories.py", "--libraries", names, "--list", advisories, "--osv", osv]
        return subprocess.run(command, capture_output=True, text=True)


class AdvisoriesTest(unittest.TestCase):
    def test_a_version_with_a_known_hole_fails(self):
        result = run(["io.netty:netty-codec-http:jar:4.2.12.Final"])
        self.assertEqual(1, result.returncode, result.stdout)
        self.assertIn("CVE-2026-89044: io.netty:netty-codec-http 4.2.12.Final is shipped; corrected in 4.2.18", result.stdout)
        self.assertNotIn("CVE-2026-33870", result.stdout)

    def test_the_version_with_the_correction_passes(self):
        result = run(["io.netty:netty-codec-http:jar:4.2.18.Final", "com.nimbusds:nimbus-jose-jwt:jar:10.10"])
        self.assertEqual(0, result.returncode, result.stdout)
        self.assertIn("2 libraries were held against", result.stdout)

    def test_a_library_with_a_classifier_is_known_too(self):
        result = run(["io.netty:netty-transport-native-epoll:jar:linux-x86_64:4.2.12.Final"])
        self.assertIn("CVE-2026-45536", result.stdout)

    def test_it_says_that_osv_could_not_be_asked(self):
        self.assertIn("OSV could not be asked for advisories", run(["org.yaml:snakeyaml:jar:2.4"]).stdout)

    def test_what_osv_knows_fails_unless_it_is_accepted(self):
        with Osv() as osv:
            found = run(["org.example:some:jar:1.0"], osv.url)
            accepted = run(["org.example:some:jar:1.0"], osv.url, "accepted\tGHSA-some\tnot reachable\n")
        self.assertEqual(1, found.returncode, found.stdout)
        self.assertIn("GHSA-some: org.example:some 1.0 is shipped", found.stdout)
        self.assertEqual(0, accepted.returncode, accepted.stdout)

    def test_no_library_at_all_is_an_error(self):
        self.assertEqual(1, run([]).returncode)


class Osv(http.server.BaseHTTPRequestHandler):
    """Answers as OSV does, with one advisory for each library."""

    def __init__(self, *connection):
        if connection:
            super().__init__(*connection)

    def __enter__(self):
        self.server = http.server.HTTPServer(("127.0.0.1", 0), Osv)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def do_POST(self):
        queries = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
        body = json.dumps({"results": [{"vulns": [{"id": "GHSA-some"}]} for _ in queries]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    unittest.main()
