"""P1 and P2 of the whole daemon under kill -9 at pseudo-random points, while reports are filed and sites go down.

`kill_daemon_test.py --points=200` asks for more than the usual 24.
"""
import http.client
import http.server
import json
import random
import sqlite3
import sys
import threading
import time
import unittest

import peers

POINTS = 24


class Pages:
    """One web server for many sites, told apart by their path; each can be broken by itself."""

    def __init__(self):
        self.broken = set()
        pages = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):  # pylint: disable=invalid-name
                body = b"<title>site</title>"
                self.send_response(503 if self.path.strip("/") in pages.broken else 200)
                self.send_header("Content-Length", str(len(body)))
                try:
                    self.end_headers()
                    self.wfile.write(body)
                except OSError:
                    pass  # Whoever asked was just killed.

            def log_message(self, *_):  # pylint: disable=arguments-differ
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        self.base = f"http://127.0.0.1:{self._server.server_address[1]}/"

    def close(self):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class Clerk(threading.Thread):
    """Files reports and reads the alerts for as long as the daemon lives; remembers what was acknowledged."""

    def __init__(self, daemon, token, life, period):
        super().__init__(daemon=True)
        self.receipts = {}  # idempotency key: receipt
        self.alerts = set()
        self.error = None
        self._daemon = daemon
        self._token = token
        self._life = life
        self._period = period

    def file(self, key):
        body = json.dumps({"sponsor": "S1", "period": self._period, "note": key, "idempotency_key": key,
                           "sites": [{"site": "s0", "migration_percent": 40}]})
        return peers.ask(self._daemon.url("/api/v1/reports"), "POST", body,
                         {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"})

    def seen(self):
        answer = self._daemon.get("/api/v1/alerts")
        return {(row["fingerprint"], row["starts"]) for row in json.loads(answer.body)["alerts"]}

    def run(self):
        number = 0
        try:
            while True:
                key = f"{self._life}-{number}"
                answer = self.file(key)
                if answer.status not in (200, 201):
                    self.error = f"{answer.status} {answer.body}"
                    return
                self.receipts[key] = json.loads(answer.body)["receipt"]
                self.alerts |= self.seen()
                number += 1
        except (OSError, ValueError, http.client.HTTPException):
            return  # The daemon is gone, perhaps in the middle of an answer: that one was not acknowledged.


class KillLoop(peers.SystemTest):
    def setUp(self):
        super().setUp()
        self.pages = self.keep(Pages())
        self.mail = self.keep(peers.MailServer())
        self.names = [f"s{number}" for number in range(POINTS + 2)]
        quick = {"interval": "1s", "timeout": "900ms", "failures": 1, "successes": 1, "rechecks": ["1s"], "vantage": "本机",
                 "per_host": 8}
        self.config = self.configuration({name: self.pages.base + name for name in self.names}, mail=self.mail, probe=quick)
        self.receipts = {}
        self.alerts = set()
        self.acknowledged = 0

    def start(self, life):
        daemon = self.daemon(self.config)
        token = (self.folder / "state" / "token").read_text().strip()
        period = json.loads(daemon.get("/api/v1/reports").body)["period"]
        return daemon, Clerk(daemon, token, life, period)

    def check(self, clerk, sample):
        """What was acknowledged in an earlier life is there, and says the same."""
        for key in sample:
            answer = clerk.file(key)
            self.assertEqual(200, answer.status, f"{key} was acknowledged as {self.receipts[key]}: {answer.body}")
            self.assertEqual(self.receipts[key], json.loads(answer.body)["receipt"])
        self.assertEqual(set(), self.alerts - clerk.seen(), "alerts that were shown before the kill are gone")

    def check_file(self):
        with sqlite3.connect(f"file:{self.folder}/state/sitewatch.db?mode=ro", uri=True) as connection:
            self.assertEqual("ok", connection.execute("PRAGMA integrity_check").fetchone()[0])
        connection.close()

    def test_nothing_acknowledged_is_lost_and_every_outage_reaches_the_relay(self):
        chance = random.Random(20260302)
        daemon, clerk = self.start("first")
        peers.wait_until(lambda: all(daemon.site(name)["state"] == "up" for name in self.names), what="all sites up")
        # The first look is over when a site that goes down is mailed.
        self.pages.broken.add("s0")
        self.mail.wait_for("s0", to="ops@mail.example")
        daemon.kill()

        for point in range(POINTS):
            daemon, clerk = self.start(f"life{point}")
            recent = [key for key in self.receipts if key.startswith(f"life{point - 1}-")]
            older = chance.sample(sorted(self.receipts), min(20, len(self.receipts)))
            self.check(clerk, recent + older)
            clerk.start()
            self.pages.broken.add(f"s{point + 1}")
            # No event to await here: the point is to end it at any moment.
            time.sleep(chance.uniform(0, 2.5))
            daemon.kill()
            clerk.join()
            self.assertIsNone(clerk.error)
            self.check_file()
            self.receipts.update(clerk.receipts)
            self.alerts |= clerk.alerts

        daemon, clerk = self.start("last")
        self.check(clerk, sorted(self.receipts))
        down = self.names[:-1]
        peers.wait_until(lambda: all(daemon.site(name)["state"] == "down" for name in down), what="all down")
        for name in down:
            peers.wait_until(lambda n=name: any(f"{n}网站" in mail.subject + mail.text() for mail in list(self.mail.mails)),
                             120, f"a mail that names {name}")
        self.assertGreater(len(self.receipts), POINTS)
        self.assertGreater(len(self.alerts), POINTS // 2)
        self.assertEqual(len(set(self.receipts.values())), len(self.receipts), "a receipt number was given twice")


if __name__ == "__main__":
    for word in [word for word in sys.argv if word.startswith("--points=")]:
        POINTS = int(word.split("=", 1)[1])
        sys.argv.remove(word)
    unittest.main()
