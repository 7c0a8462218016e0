"""Starting, stopping, telling systemd, and refusing what must be refused."""
import asyncio
import http.server
import json
import os
import signal
import socket
import subprocess
import threading
import unittest

import peers


def run(*arguments):
    return subprocess.run([str(peers.BINARIES / "sitewatchd"), *map(str, arguments)], capture_output=True, text=True,
                          timeout=60, check=False)


class Manager:
    """systemd's end of the notification socket."""

    def __init__(self, folder):
        self.path = str(folder / "notify")
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(self.path)
        self._socket.settimeout(30)

    def wait_for(self, part):
        while True:
            message = self._socket.recv(4096).decode("utf-8")
            if part in message:
                return message

    def close(self):
        self._socket.close()


SITES = 550


class SlowSites(http.server.ThreadingHTTPServer):
    """Answers nobody until it is told to."""
    request_queue_size = 1024

    def __init__(self):
        self.waiting = 0
        self.released = threading.Event()
        self._lock = threading.Lock()
        sites = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):  # pylint: disable=invalid-name
                with sites._lock:
                    sites.waiting += 1
                sites.released.wait()
                try:
                    self.send_response(200)
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                except OSError:
                    pass  # Whoever asked is gone.

            def log_message(self, *_):  # pylint: disable=arguments-differ
                pass

        super().__init__(("0.0.0.0", 0), Handler)
        self._thread = threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def close(self):
        self.released.set()
        self.shutdown()
        self.server_close()
        self._thread.join()


class SlowRelay(peers.MailServer):
    """Takes a mail and does not say so until it is told to; the first one then for nothing."""

    def __init__(self):
        self.has_one = threading.Event()
        self._answer = asyncio.Event()
        super().__init__()

    async def handle_DATA(self, server, session, envelope):
        if self._answer.is_set():
            return await super().handle_DATA(server, session, envelope)
        self.has_one.set()
        await self._answer.wait()
        return "421 too late"

    def go_on(self):
        self._loop.call_soon_threadsafe(self._answer.set)


class Stop(peers.SystemTest):
    """In the middle of 500 visits and a mail."""

    def setUp(self):
        super().setUp()
        self.sites = self.keep(SlowSites())
        self.relay = self.keep(SlowRelay())
        mail = {"relays": [{"server": f"127.0.0.1:{self.relay.port}", "tls": "none"}], "from": "sitewatch@mail.example",
                "rate": "600/min", "group_wait": "1s", "audience": "sponsors"}
        port = self.sites.server_address[1]
        urls = {f"s{number}": f"http://127.8.0.{number // 100 + 1}:{port}/{number}" for number in range(SITES)}
        # A visit that is not answered takes nearly all the time until the next.
        probe = {**peers.QUICK, "interval": "5s", "timeout": "4s", "per_host": 100, "per_address": 100}
        self.config = self.configuration(urls, mail=mail, probe=probe)

    def busy(self):
        daemon = self.daemon(self.config)
        token = (self.folder / "state" / "token").read_text(encoding="ascii").strip()
        period = json.loads(daemon.get("/api/v1/reports").body)["period"]
        report = {"sponsor": "S1", "period": period, "sites": [{"site": "s0", "migration_percent": 40}]}
        answer = daemon.get("/api/v1/reports", method="POST", body=json.dumps(report),
                            headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"})
        self.assertEqual(201, answer.status, answer.body)
        peers.wait_until(lambda: self.sites.waiting >= SITES, what="the last site's visit")
        self.assertTrue(self.relay.has_one.wait(60), "a mail under way")
        return daemon

    def mail_comes_after_a_restart(self):
        self.relay.go_on()
        daemon = self.daemon(self.config)
        self.relay.wait_for("【回执】", to="unit@mail.example")
        return daemon

    def test_what_is_under_way_is_waited_for_and_the_mail_is_sent_again(self):
        daemon = self.busy()
        daemon.signal(signal.SIGTERM)
        daemon.wait_for_line("stop signal=SIGTERM")
        self.sites.released.set()
        self.assertEqual(0, daemon.wait(30), "within the unit file's TimeoutStopSec")
        self.mail_comes_after_a_restart()

    def test_sites_that_do_not_answer_hold_it_up_for_seconds_only_and_are_not_blamed(self):
        daemon = self.busy()
        daemon.signal(signal.SIGTERM)
        self.assertEqual(0, daemon.wait(30), "within the unit file's TimeoutStopSec")
        self.sites.released.set()
        again = self.mail_comes_after_a_restart()
        self.assertEqual([], [row for row in again.alerts() if row["alert"] == "SiteDown"])

    def test_a_second_signal_ends_it_at_once_and_loses_nothing(self):
        daemon = self.busy()
        daemon.signal(signal.SIGTERM)
        daemon.wait_for_line("stop signal=SIGTERM")
        daemon.signal(signal.SIGTERM)
        self.assertEqual(1, daemon.wait(5))
        self.mail_comes_after_a_restart()


class Lifecycle(peers.SystemTest):
    def setUp(self):
        super().setUp()
        self.site = self.keep(peers.Website())
        self.config = self.configuration({"jiaoyu": self.site.url})

    def test_sigterm_and_sigint_end_it_with_0(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            daemon = self.daemon(self.config)
            daemon.signal(number)
            self.assertEqual(0, daemon.wait())

    def test_a_daemon_without_sites_waits_for_the_first(self):
        daemon = self.daemon(self.configuration({}, inventory=None))
        self.assertEqual(200, daemon.get("/readyz").status)
        self.configuration({"jiaoyu": self.site.url})
        daemon.reload()
        peers.wait_until(lambda: daemon.value("sitewatch_site_state", site="jiaoyu", state="up") == 1, what="a visit")

    def test_systemd_hears_ready_pings_reloading_and_stopping(self):
        manager = self.keep(Manager(self.folder))
        daemon = self.daemon(self.config, environment={"NOTIFY_SOCKET": manager.path, "WATCHDOG_USEC": "2000000"})
        manager.wait_for("READY=1")
        manager.wait_for("WATCHDOG=1")
        daemon.signal(signal.SIGHUP)
        manager.wait_for("RELOADING=1")
        manager.wait_for("READY=1")
        daemon.signal(signal.SIGTERM)
        manager.wait_for("STOPPING=1")
        self.assertEqual(0, daemon.wait())

    def test_a_second_daemon_on_the_same_state_refuses_and_harms_nothing(self):
        daemon = self.daemon(self.config)
        second = run("--config", self.config)
        self.assertEqual(1, second.returncode)
        self.assertIn(str(self.folder / "state"), second.stderr)
        self.assertEqual(200, daemon.get("/healthz").status)

    def test_a_state_of_a_daemon_that_was_killed_is_taken_over(self):
        self.daemon(self.config).kill()
        self.assertEqual(200, self.daemon(self.config).get("/readyz").status)

    def test_signals_that_mean_nothing_to_it_do_no_harm(self):
        daemon = self.daemon(self.config)
        for number in (signal.SIGPIPE, signal.SIGCHLD, signal.SIGWINCH, signal.SIGURG, signal.SIGUSR1, signal.SIGUSR2,
                       signal.SIGALRM, signal.SIGXFSZ) * 200:
            daemon.signal(number)
        self.assertEqual(200, daemon.get("/healthz").status)

    def test_check_config_counts_what_is_there(self):
        config = self.configuration({"jiaoyu": self.site.url}, own_network={"targets": [self.site.url]})
        done = run("--check-config", "--config", config)
        self.assertEqual((0, ""), (done.returncode, done.stderr))
        self.assertRegex(done.stdout, r"1 sponsor.*1 site")

    def test_a_list_without_reference_targets_is_told_that_they_are_missing(self):
        done = run("--check-config", "--config", self.config)
        self.assertEqual(0, done.returncode)
        self.assertRegex(done.stdout, r"^1 sponsor, 1 site, .*\n$")
        self.assertRegex(done.stderr, rf"^{self.config}: warning: own_network\.targets: .*recommended.*\n$")
        daemon = self.daemon(self.config)
        daemon.signal(signal.SIGTERM)
        daemon.wait()
        self.assertEqual(1, sum("warning: own_network.targets" in line for line in daemon.lines))

    def test_every_mistake_is_named_with_its_place(self):
        bad = self.write("bad.yaml", "langauge: en\nprobe:\n  interval: 5 parsecs\n")
        done = run("--check-config", "--config", bad)
        self.assertEqual(2, done.returncode)
        report = done.stdout + done.stderr
        self.assertIn(f"{bad}:1:1: langauge: ", report)
        self.assertIn(f"{bad}:3:13: probe.interval: ", report)
        self.assertEqual(2, run("--config", bad).returncode)

    def test_a_rule_file_is_checked_with_the_rest_and_its_mistakes_are_named_with_their_place(self):
        rules = self.write("rules.yaml", "base: CN-2019-19\nid: DISTRICT\nhome: {stale_days: 7}\nwindows: {news: soon}\n")
        config = self.configuration({"jiaoyu": self.site.url}, rule_set="rules.yaml")
        done = run("--check-config", "--config", config)
        self.assertEqual(2, done.returncode)
        report = done.stdout + done.stderr
        self.assertIn(f"{rules}:1:1: document: ", report)
        self.assertIn(f"{rules}:3:7: home.soon_days: fewer days than stale_days; 10 is not less than 7", report)
        self.assertIn(f"{rules}:4:17: windows.news: ", report)

    def test_columns_are_counted_and_their_mistakes_are_named_with_their_place(self):
        columns = self.write("columns.csv", f"网站编号,栏目名称,栏目网址,类别\njiaoyu,要闻,{self.site.url}yw/,动态要闻\n")
        config = self.configuration({"jiaoyu": self.site.url}, columns="columns.csv")
        done = run("--check-config", "--config", config)
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertRegex(done.stdout, r"1 site.*1 column\n$")
        self.write("columns.csv", f"网站编号,栏目名称,栏目网址,类别\njiaoyu,要闻,{self.site.url}yw/,新闻\n")
        done = run("--check-config", "--config", config)
        self.assertEqual(2, done.returncode)
        self.assertIn(f"{columns}:2:", done.stdout + done.stderr)

    def test_version(self):
        done = run("--version")
        self.assertEqual(0, done.returncode)
        self.assertRegex(done.stdout, r"^sitewatchd \d+\.\d+\.\d+\n$")

    @unittest.skipUnless(os.geteuid() == 0, "needs another user to lose the right to write: run as root")
    def test_a_state_folder_that_is_not_ours_is_refused_with_a_clear_line(self):
        state = self.folder / "state"
        state.chmod(0o500)
        self.folder.chmod(0o755)
        done = subprocess.run([str(peers.BINARIES / "sitewatchd"), "--config", str(self.config)], capture_output=True,
                              text=True, timeout=60, check=False, user="nobody")
        self.assertEqual(1, done.returncode)
        self.assertIn(str(state), done.stderr)


if __name__ == "__main__":
    unittest.main()
