"""Reloads: all or nothing, and nobody is told that a removed site has recovered."""
import pathlib
import signal
import socket
import unittest

import peers


class Reload(peers.SystemTest):
    def setUp(self):
        super().setUp()
        self.site = self.keep(peers.Website())
        self.other = self.keep(peers.Website())
        self.mail = self.keep(peers.MailServer())

    def configure(self, sites=None, **changes):
        return self.configuration(sites or {"jiaoyu": self.site.url}, mail=self.mail, **changes)

    def reloaded(self, daemon, successful):
        """Asks for a reload by signal and waits until the metric says how it went."""
        before = daemon.value("sitewatch_config_last_reload_success_timestamp_seconds")
        daemon.signal(signal.SIGHUP)
        if successful:
            peers.wait_until(lambda: daemon.value("sitewatch_config_last_reload_success_timestamp_seconds") != before,
                             what="a successful reload")
        peers.wait_until(lambda: daemon.value("sitewatch_config_last_reload_successful") == int(successful),
                         what="the reload's outcome")

    def test_a_good_one_adds_and_removes_sites(self):
        daemon = self.daemon(self.configure())
        self.configure({"jiaoyu": self.site.url, "weijian": self.other.url})
        self.reloaded(daemon, True)
        peers.wait_until(lambda: daemon.value("sitewatch_site_state", site="weijian", state="up") == 1, what="a visit")
        self.configure({"weijian": self.other.url})
        self.reloaded(daemon, True)
        peers.wait_until(lambda: not any(("site", "jiaoyu") in labels for _, labels in daemon.metrics()),
                         what="the removed site's series to go")

    def test_a_bad_file_changes_nothing_but_a_metric_and_a_line(self):
        config = self.configure()
        daemon = self.daemon(config)
        good = config.read_text(encoding="utf-8")
        for fault in ('{"listen": ', good.replace('"probe"', '"prode"'), good.replace('"1h"', '"soon"'),
                      good.replace("127.0.0.1:0", "127.0.0.1:port")):
            config.write_text(fault, encoding="utf-8")
            seen = len(daemon.lines)
            self.reloaded(daemon, False)
            daemon.wait_for_line("sitewatch.yaml:", start=seen)
            visits = self.site.visits
            peers.wait_until(lambda: self.site.visits > visits, what="the old configuration at work")
            config.write_text(good, encoding="utf-8")
            self.reloaded(daemon, True)

    def test_over_http_the_mistakes_come_back(self):
        config = self.configure()
        daemon = self.daemon(config)
        token = (self.folder / "state" / "token").read_text(encoding="utf-8").strip()
        allowed = {"Authorization": f"Bearer {token}"}
        self.assertEqual(200, daemon.get("/-/reload", method="POST", headers=allowed).status)
        config.write_text(config.read_text(encoding="utf-8").replace('"probe"', '"prode"'), encoding="utf-8")
        answer = daemon.get("/-/reload", method="POST", headers=allowed)
        self.assertEqual(400, answer.status)
        self.assertIn("prode", answer.body)
        self.assertIn(daemon.get("/-/reload", method="POST").status, (401, 403))

    def test_a_port_that_is_taken_rolls_the_whole_reload_back(self):
        daemon = self.daemon(self.configure())
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            self.configure({"weijian": self.other.url}, listen=f"127.0.0.1:{taken.getsockname()[1]}")
            self.reloaded(daemon, False)
        sites = {value for _, labels in daemon.metrics() for label, value in labels if label == "site"}
        self.assertEqual({"jiaoyu"}, sites)

    def test_a_hundred_signals_in_a_second_end_in_one_good_state(self):
        daemon = self.daemon(self.configure())
        self.configure({"jiaoyu": self.site.url, "weijian": self.other.url})
        for _ in range(100):
            daemon.signal(signal.SIGHUP)
        peers.wait_until(lambda: daemon.value("sitewatch_site_state", site="weijian", state="up") == 1, what="the new site")
        self.assertEqual(1, daemon.value("sitewatch_config_last_reload_successful"))
        self.assertEqual(200, daemon.get("/readyz").status)

    def test_a_hundred_reloads_leave_nothing_behind(self):
        config = self.configure({f"s{number}": self.site.url for number in range(20)})
        daemon = self.daemon(config)

        def held():
            process = pathlib.Path(f"/proc/{daemon.child.pid}")
            fields = dict(line.split(":", 1) for line in (process / "status").read_text().splitlines())
            return {"descriptors": len(list((process / "fd").iterdir())), "threads": int(fields["Threads"]),
                    "kilobytes": int(fields["VmRSS"].split()[0])}

        def reload_often(times):
            for _ in range(times):
                self.assertIn("reload", daemon.reload())
                self.assertEqual(1, daemon.value("sitewatch_config_last_reload_successful"))

        reload_often(30)  # Pools, caches and arenas have their size.
        measured = [held()]
        for _ in range(4):
            reload_often(30)
            measured.append(held())
        print(*measured, sep="\n", flush=True)
        # Visits under way hold some descriptors; one a reload would be a hundred.
        self.assertLess(measured[-1]["descriptors"], measured[0]["descriptors"] + 40)
        self.assertLess(measured[-1]["threads"], measured[0]["threads"] + 20)
        # A pool may grow once; what is lost at every reload is lost in each round.
        grown = [after["kilobytes"] - before["kilobytes"] for before, after in zip(measured, measured[1:])]
        self.assertLess(min(grown), 120, grown)

    def test_a_removed_sites_alert_ends_without_a_claim_of_recovery(self):
        daemon = self.daemon(self.configure({"jiaoyu": self.site.url, "weijian": self.other.url}))
        peers.wait_until(lambda: daemon.value("sitewatch_site_state", site="jiaoyu", state="up") == 1, what="up")
        self.site.status = 503
        self.mail.wait_for("jiaoyu网站无法访问", to="ops@mail.example")
        self.configure({"weijian": self.other.url})
        self.reloaded(daemon, True)
        self.mail.wait_for("停止监测", to="ops@mail.example")
        self.assertFalse([mail.subject for mail in self.mail.mails if "恢复" in mail.subject])


if __name__ == "__main__":
    unittest.main()
