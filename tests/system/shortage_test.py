"""Too few descriptors, a full disk, a starved processor: the daemon lives, blames no site and acknowledges no lie."""
import json
import os
import pathlib
import resource
import signal
import socket
import subprocess
import time
import unittest

import peers


def cpu_seconds(process):
    text = pathlib.Path(f"/proc/{process.child.pid}/stat").read_text(encoding="ascii")
    fields = text.rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Descriptors(peers.SystemTest):
    def hold(self, daemon, most=80):
        """Connections that say nothing, as many as the daemon takes."""
        held = []
        host, port = daemon.address.rsplit(":", 1)
        for _ in range(most):
            connection = socket.socket()
            connection.settimeout(0.5)
            held.append(connection)
            try:
                connection.connect((host, int(port)))
            except OSError:
                break
        return held

    def test_sixty_four_are_too_few_to_blame_a_site(self):
        folder, district = self.district()
        limit = lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
        daemon = self.keep(peers.Daemon(folder / "sitewatch.yaml", login=district.login, preexec_fn=limit))
        good = ["portal", "weijian", "minzheng", "zhujian", "nongye"]
        peers.wait_until(lambda: all(daemon.site(name)["state"] == "up" for name in good), what="good sites up")
        held = self.hold(daemon)
        spent = cpu_seconds(daemon)
        began = time.monotonic()
        # Six rounds of visits with next to no descriptor left.
        time.sleep(30)
        share = (cpu_seconds(daemon) - spent) / (time.monotonic() - began)
        self.assertLess(share, 0.5, "accept() spins")
        for connection in held:
            connection.close()
        peers.wait_until(lambda: self.healthy(daemon), what="an answer")
        for name in good:
            self.assertEqual("up", daemon.site(name)["state"])
        alerts = json.loads(daemon.get("/api/v1/alerts").body)["alerts"]
        self.assertEqual([], [row["site"] for row in alerts if row["site"] in good and row["alert"] == "SiteDown"])
        peers.wait_until(lambda: all(daemon.site(name)["judged_now"] for name in good), 60, "verdicts again")
        self.assertLess(sum("descriptor" in line for line in daemon.lines), 30, "one line a minute, not thousands")

    @staticmethod
    def healthy(daemon):
        try:
            return daemon.get("/healthz", limit=2).status == 200
        except OSError:
            return False


class FullDisk(peers.SystemTest):
    """The state directory on a file system of 1 MiB of its own."""

    def setUp(self):
        super().setUp()
        self.site = self.keep(peers.Website())
        self.mail = self.keep(peers.MailServer())
        self.config = self.configuration({"jiaoyu": self.site.url}, mail=self.mail)
        self.state = self.folder / "state"
        self.ballast = self.state / "ballast"
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m,mode=0700", "tmpfs", self.state], check=False,
                              capture_output=True, text=True)
        self.mounted = done.returncode == 0
        if self.mounted:
            self.addCleanup(subprocess.run, ["umount", "-l", self.state], check=False)

    def file(self, daemon, key):
        token = (self.state / "token").read_text().strip()
        period = json.loads(daemon.get("/api/v1/reports").body)["period"]
        body = json.dumps({"sponsor": "S1", "period": period, "note": "x" * 3000, "idempotency_key": key,
                           "sites": [{"site": "jiaoyu", "migration_percent": 40}]})
        return peers.ask(daemon.url("/api/v1/reports"), "POST", body,
                         {"Authorization": f"Bearer {token}", "Content-Type": "application/json"})

    def fill(self):
        with open(self.ballast, "wb", buffering=0) as ballast:
            for size in (65536, 4096, 1):
                try:
                    while True:
                        ballast.write(b"\0" * size)
                except OSError:
                    pass

    def test_nothing_is_acknowledged_until_there_is_room_again(self):
        if not self.mounted:
            self.skipTest("needs the right to mount a file system: run as root")
        daemon = self.daemon(self.config)
        peers.wait_until(lambda: daemon.value("sitewatch_site_state", site="jiaoyu", state="up") == 1, what="up")
        first = self.file(daemon, "before")
        self.assertEqual(201, first.status, first.body)
        self.fill()

        refused = []
        for number in range(200):
            answer = self.file(daemon, f"full-{number}")
            self.assertIn(answer.status, (201, 503, 507), answer.body)
            if answer.status != 201:
                refused.append(f"full-{number}")
            else:
                self.fill()
            if len(refused) >= 5:
                break
        self.assertEqual(5, len(refused), "the disk never was full")
        peers.wait_until(lambda: daemon.value("sitewatch_store_writable") == 0, what="store_writable 0")
        self.assertEqual(503, daemon.get("/readyz").status)
        self.assertEqual(200, daemon.get("/healthz").status)
        # An outage now is told all the same.
        self.site.status = 503
        self.mail.wait_for("jiaoyu网站无法访问", to="ops@mail.example")

        self.ballast.unlink()
        peers.wait_until(lambda: daemon.value("sitewatch_store_writable") == 1, what="store_writable 1")
        peers.wait_until(lambda: daemon.get("/readyz").status == 200, what="ready again")
        # What was refused was not stored: the same key is taken as new.
        for key in refused:
            self.assertEqual(201, self.file(daemon, key).status, key)
        self.assertEqual(200, self.file(daemon, "before").status)
        told = len(self.mail.to("ops@mail.example"))
        daemon.kill()
        daemon = self.daemon(self.config)
        self.assertEqual(200, self.file(daemon, "before").status)
        for key in refused:
            self.assertEqual(200, self.file(daemon, key).status, key)
        alerts = json.loads(daemon.get("/api/v1/alerts").body)["alerts"]
        self.assertIn("SiteDown", [row["alert"] for row in alerts])
        visits = self.site.visits
        peers.wait_until(lambda: self.site.visits >= visits + 3, what="further visits")
        self.assertEqual(told, len(self.mail.to("ops@mail.example")), "nothing is told twice")

    def test_a_file_size_limit_ends_nobody(self):
        daemon = self.daemon(self.config)
        self.assertEqual(201, self.file(daemon, "before").status)
        used = max(path.stat().st_size for path in self.state.iterdir())
        resource.prlimit(daemon.child.pid, resource.RLIMIT_FSIZE, (used, resource.RLIM_INFINITY))
        statuses = []
        for number in range(40):
            try:
                statuses.append(self.file(daemon, f"limit-{number}").status)
            except OSError:
                statuses.append(0)  # It may end itself to be started anew, but must not be ended by the signal.
        self.assertTrue(set(statuses) <= {0, 201, 503, 507}, statuses)
        self.assertNotEqual({201}, set(statuses))
        self.assertNotEqual(-signal.SIGXFSZ, daemon.child.poll())
        daemon.kill()
        daemon = self.daemon(self.config)
        for number, status in enumerate(statuses):
            again = self.file(daemon, f"limit-{number}").status
            self.assertEqual(200, again) if status == 201 else self.assertIn(again, (200, 201))


class Starved(peers.SystemTest):
    def test_a_processor_that_is_taken_away_is_not_the_sites_delay(self):
        """Stopped and continued again and again, the daemon loses most of its time; every site answers at once."""
        sites = {f"s{number}": self.keep(peers.Website()).url for number in range(8)}
        config = self.configuration(sites)
        daemon = self.daemon(config)
        peers.wait_until(lambda: all(daemon.site(name)["state"] == "up" for name in sites), what="up")
        for _ in range(12):
            daemon.signal(signal.SIGSTOP)
            time.sleep(1.5)  # Longer than a visit's whole limit.
            daemon.signal(signal.SIGCONT)
            time.sleep(0.3)
        time.sleep(3)
        for name in sites:
            self.assertEqual("up", daemon.site(name)["state"], name)
        alerts = json.loads(daemon.get("/api/v1/alerts").body)["alerts"]
        self.assertEqual([], [row["site"] for row in alerts if row["alert"] == "SiteDown"])


if __name__ == "__main__":
    unittest.main()
