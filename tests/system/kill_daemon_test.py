"""P1 and P2 of the whole daemon under kill -9 at random points of its work: while it starts, while reports are filed,
at a visit, when an alert shows, and in the middle of a mail.

`--points=1000` asks for more than the usual number, `--seed=N` for the points of an earlier run.
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

POINTS = 30
POINTS_PER_STORE = 30  # Each point has a site of its own that goes down; a new store begins with sites that are up.
SEED = random.SystemRandom().randrange(1 << 32)


class Pages:
    """One web server for many sites, told apart by their path; each can be broken by itself."""

    def __init__(self):
        self.broken = set()
        self.awaited = None
        self.failed = threading.Event()  # The awaited one was visited while it was broken.
        pages = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):  # pylint: disable=invalid-name
                body = b"<title>site</title>"
                broken = self.path.strip("/") in pages.broken
                if broken and self.path == pages.awaited:
                    pages.failed.set()
                self.send_response(503 if broken else 200)
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

    def break_one(self, name):
        self.failed.clear()
        self.awaited = f"/{name}"
        self.broken.add(name)

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
        self._arrived = threading.Condition()
        self._ended = False
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
        return {(row["site"], row["starts"]) for row in json.loads(answer.body)["alerts"]}

    def wait_for(self, holds):
        """Until it holds of what was acknowledged and shown, or the daemon is gone."""
        with self._arrived:
            self._arrived.wait_for(lambda: self._ended or holds(self), 30)

    def run(self):
        number = 0
        try:
            while self._work(f"{self._life}-{number}"):
                number += 1
        except (OSError, ValueError, http.client.HTTPException):
            pass  # The daemon is gone, perhaps in the middle of an answer: that one was not acknowledged.
        with self._arrived:
            self._ended = True
            self._arrived.notify_all()

    def _work(self, key):
        answer = self.file(key)
        if answer.status not in (200, 201):
            self.error = f"{answer.status} {answer.body}"
            return False
        receipt = json.loads(answer.body)["receipt"]
        with self._arrived:
            self.receipts[key] = receipt
            self._arrived.notify_all()
        alerts = self.seen()
        with self._arrived:
            self.alerts |= alerts
            self._arrived.notify_all()
        return True


class Relay(peers.MailServer):
    """A mail server that tells when it has been given a receiver, and when a whole mail, before it answers."""

    def __init__(self):
        self.rcpt = threading.Event()
        self.data = threading.Event()
        super().__init__()

    async def handle_RCPT(self, server, session, envelope, address, options):
        self.rcpt.set()
        return await super().handle_RCPT(server, session, envelope, address, options)

    async def handle_DATA(self, server, session, envelope):
        self.data.set()
        return await super().handle_DATA(server, session, envelope)

    def begin(self):
        self.rcpt.clear()
        self.data.clear()


class World(peers.SystemTest):
    """A daemon with a store of its own, its sites and its relay, and what it has acknowledged so far."""

    def setUp(self):
        super().setUp()
        self.pages = self.keep(Pages())
        self.mail = self.keep(Relay())
        self.receipts = {}
        self.alerts = set()

    def settle(self, names):
        """All sites were seen up and one down: from here on whatever goes down is mailed."""
        self.names = names
        quick = {"interval": "1s", "timeout": "900ms", "failures": 1, "successes": 1, "rechecks": ["1s"], "vantage": "本机",
                 "per_host": 8}
        mail = {"relays": [{"server": f"127.0.0.1:{self.mail.port}", "tls": "none"}], "from": "sitewatch@mail.example",
                "rate": "600/min", "group_wait": "100ms"}
        self.config = self.configuration({name: self.pages.base + name for name in names}, mail=mail, probe=quick)
        daemon = self.daemon(self.config)
        peers.wait_until(lambda: all(daemon.site(name)["state"] == "up" for name in names), what="all sites up")
        self.pages.broken.add(names[0])
        peers.wait_until(lambda: self.mailed(names[0]), 60, "the first look's end")
        daemon.kill()

    def start(self, life):
        daemon = self.daemon(self.config)
        token = (self.folder / "state" / "token").read_text().strip()
        period = json.loads(daemon.get("/api/v1/reports").body)["period"]
        return daemon, Clerk(daemon, token, life, period)

    def end(self, daemon, clerk):
        daemon.kill()
        clerk.join()
        self.assertIsNone(clerk.error)
        self.receipts.update(clerk.receipts)
        self.remember(clerk.alerts)

    def remember(self, alerts):
        """A mail is sent from what is stored. What is only shown may be a moment ahead of the store, and comes again."""
        self.alerts |= {(site, starts) for site, starts in alerts if self.mailed(site)}

    def lost(self, clerk, keys):
        """What was acknowledged or mailed in an earlier life and is not there, or does not say the same."""
        losses = []
        for key in keys:
            answer = clerk.file(key)
            if answer.status != 200 or json.loads(answer.body)["receipt"] != self.receipts[key]:
                losses.append(f"{key} was acknowledged as {self.receipts[key]}: {answer.status} {answer.body}")
        seen = clerk.seen()
        losses += [f"was raised: {alert}" for alert in self.alerts - seen]
        self.remember(seen)
        return losses

    def mailed(self, name):
        return any(f"{name}网站" in mail.subject + mail.text() for mail in list(self.mail.mails))

    def check_file(self):
        with sqlite3.connect(f"file:{self.folder}/state/sitewatch.db?mode=ro", uri=True) as connection:
            self.assertEqual("ok", connection.execute("PRAGMA integrity_check").fetchone()[0])
        connection.close()


class KillLoop(World):
    """No event to await at the very end of a point: it is to lie anywhere, so chance says how long it takes."""

    def kill_at_start(self, chance, _):
        daemon = self.daemon(self.config, ready=False)
        time.sleep(chance.uniform(0, 0.25))
        daemon.kill()

    def kill_at(self, happened, moment):
        """`happened` is given the clerk, and waits."""
        def kill(chance, name):
            daemon, clerk = self.start(name)
            recent = list(self.receipts)[-20:]
            older = chance.sample(sorted(self.receipts), min(5, len(self.receipts)))
            self.assertEqual([], self.lost(clerk, recent + older))
            self.mail.begin()
            clerk.start()
            self.pages.break_one(name)
            happened(clerk)
            time.sleep(chance.uniform(0, moment))
            self.end(daemon, clerk)
        return kill

    def kinds(self, chance):
        """Each kind of point as a function of chance and the name of the site that goes down."""
        return {"start": self.kill_at_start,
                "filing": self.kill_at(lambda clerk: clerk.wait_for(lambda c, n=chance.randrange(30): len(c.receipts) >= n), 0.01),
                "visit": self.kill_at(lambda _: self.pages.failed.wait(30), 0.05),
                "alert": self.kill_at(lambda clerk: clerk.wait_for(lambda c: c.alerts - self.alerts), 0.2),
                "rcpt": self.kill_at(lambda _: self.mail.rcpt.wait(30), 0.01),
                "data": self.kill_at(lambda _: self.mail.data.wait(30), 0.02)}

    def run_points(self, chance, count, first):
        """One store, killed so often, and what it holds at last."""
        self.settle([f"s{number}" for number in range(count + 2)])
        plan = [kind for _ in range(count) for kind in self.kinds(chance)][:count]
        chance.shuffle(plan)
        for point, kind in enumerate(plan):
            try:
                self.kinds(chance)[kind](chance, self.names[point + 1])
                self.check_file()
            except AssertionError as error:
                raise AssertionError(f"--seed={SEED} at point {first + point}, {kind}: {error}") from error
        daemon, clerk = self.start("last")
        self.assertEqual([], self.lost(clerk, sorted(self.receipts)))
        down = [name for name in self.names if name in self.pages.broken]
        peers.wait_until(lambda: all(daemon.site(name)["state"] == "down" for name in down), what="all down")
        for name in down:
            peers.wait_until(lambda n=name: self.mailed(n), 120, f"a mail that names {name}")
        self.assertLessEqual(set(down), {site for site, _ in clerk.seen()})
        self.assertFalse(self.mailed(self.names[-1]), "a mail names a site that was never down")
        self.assertEqual(len(set(self.receipts.values())), len(self.receipts), "a receipt number was given twice")
        daemon.kill()
        return len(self.receipts), len(self.alerts)

    def test_nothing_acknowledged_is_lost_and_every_outage_reaches_the_relay(self):
        print(f"{POINTS} points, --seed={SEED}", flush=True)
        chance = random.Random(SEED)
        began = time.monotonic()
        receipts = alerts = 0
        for first in range(0, POINTS, POINTS_PER_STORE):
            if first:
                self.doCleanups()
                self.setUp()
            more = self.run_points(chance, min(POINTS_PER_STORE, POINTS - first), first)
            receipts += more[0]
            alerts += more[1]
        print(f"{receipts} filings and {alerts} alerts, {(time.monotonic() - began) / POINTS:.2f} s a point", flush=True)
        self.assertGreater(receipts, POINTS)
        self.assertGreater(alerts, POINTS // 3)


class Control(World):
    def test_a_disk_that_forgets_a_life_loses_rows_so_the_loop_is_not_blind(self):
        self.settle(["s0", "s1", "s2"])
        files = [self.folder / "state" / name for name in ("sitewatch.db", "sitewatch.db-wal")]
        before = [file.read_bytes() for file in files]
        daemon, clerk = self.start("forgotten")
        clerk.start()
        self.pages.break_one("s1")
        peers.wait_until(lambda: self.mailed("s1"), what="a mail")
        clerk.wait_for(lambda c: any(site == "s1" for site, _ in c.alerts))
        self.end(daemon, clerk)
        for file, content in zip(files, before):
            file.write_bytes(content)

        daemon, clerk = self.start("next")
        losses = self.lost(clerk, sorted(self.receipts))
        self.assertTrue([loss for loss in losses if "was acknowledged" in loss], losses)
        self.assertTrue([loss for loss in losses if "was raised" in loss], losses)


if __name__ == "__main__":
    for word in [word for word in sys.argv if word.startswith(("--points=", "--seed="))]:
        if word.startswith("--points="):
            POINTS = int(word.split("=", 1)[1])
        else:
            SEED = int(word.split("=", 1)[1])
        sys.argv.remove(word)
    unittest.main()
