"""Clients that creep, guess passwords or hang on, against the real daemon; and an end in the middle of everything."""
import http.client
import json
import resource
import signal
import socket
import threading
import time
import unittest

import peers
from peers import bcrypt


class SlowSites:
    """Takes connections, reads, and never answers."""

    def __init__(self, address="127.0.0.1"):
        self._listener = socket.create_server((address, 0), backlog=1024)
        self._held = []
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        self.port = self._listener.getsockname()[1]

    def _serve(self):
        while True:
            try:
                self._held.append(self._listener.accept()[0])
            except OSError:
                return

    @property
    def visits(self):
        return len(self._held)

    def close(self):
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()
        for each in self._held:
            each.close()


class Clients(peers.SystemTest):
    def setUp(self):
        super().setUp()
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, hard), hard))
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        self.site = self.keep(peers.Website())

    def scrape(self, daemon, headers=None):
        """From another address of this machine than the others."""
        host, port = daemon.address.rsplit(":", 1)
        connection = http.client.HTTPConnection(host, int(port), timeout=10, source_address=("127.0.0.2", 0))
        try:
            connection.request("GET", "/metrics", headers=headers or {})
            answer = connection.getresponse()
            answer.read()
            return answer.status
        finally:
            connection.close()

    def test_a_thousand_that_creep_hold_up_nobody(self):
        daemon = self.daemon(self.configuration({"jiaoyu": self.site.url}))
        host, port = daemon.address.rsplit(":", 1)
        creeping = []
        self.addCleanup(lambda: [each.close() for each in creeping])
        for _ in range(1000):
            one = socket.create_connection((host, int(port)), timeout=10)
            one.setblocking(False)
            creeping.append(one)
        request = b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
        for turn in range(5):
            for one in creeping:
                try:
                    one.send(request[turn:turn + 1])
                except OSError:
                    pass  # Cut already.
            self.assertEqual(200, self.scrape(daemon))
            visits = self.site.visits
            peers.wait_until(lambda v=visits: self.site.visits > v, what="a visit in the meantime")

        def all_cut():
            left = 0
            for one in creeping:
                try:
                    if one.recv(1) == b"":
                        continue
                except BlockingIOError:
                    left += 1
                except OSError:
                    continue
            return left == 0
        peers.wait_until(all_cut, 60, "the end of every one of them")
        daemon.signal(signal.SIGTERM)
        self.assertEqual(0, daemon.wait(40))

    def test_whoever_guesses_is_slowed_down_and_the_scraper_is_not(self):
        users = json.dumps({"basic_auth_users": {"prometheus": bcrypt("sitewatch")}})
        self.write("web.yml", users)
        daemon = self.daemon(self.configuration({"jiaoyu": self.site.url}, web_config="web.yml"))
        statuses = [daemon.get("/metrics", headers=peers.basic("prometheus", f"guess-{number}")).status
                    for number in range(200)]
        self.assertTrue(set(statuses) <= {401, 429}, set(statuses))
        self.assertIn(429, statuses)
        self.assertEqual(200, self.scrape(daemon, peers.basic("prometheus", "sitewatch")))
        self.assertIn("Retry-After", daemon.get("/metrics", headers=peers.basic("prometheus", "x")).headers)

    def test_sigterm_during_many_visits_ends_within_its_bound(self):
        # All of 127.0.0.0/8, so that no two sites share an address.
        slow = self.keep(SlowSites("127.0.0.1"))
        more = [self.keep(SlowSites(f"127.0.0.{number}")) for number in range(2, 40)]
        peers_of = [("127.0.0.1", slow)] + [(f"127.0.0.{number + 2}", each) for number, each in enumerate(more)]
        sites = {f"s{number}": f"http://{address}:{each.port}/"
                 for number, (address, each) in enumerate(peers_of)}
        quick = {**peers.QUICK, "interval": "20s", "timeout": "15s", "vantage": "本机"}
        daemon = self.daemon(self.configuration(sites, probe=quick))
        peers.wait_until(lambda: sum(each.visits for _, each in peers_of) >= 25, what="many visits under way")
        daemon.signal(signal.SIGTERM)
        daemon.wait_for_line("stop signal=SIGTERM")
        self.assertEqual(0, daemon.wait(60))

    def test_a_second_sigterm_ends_it_at_once(self):
        slow = self.keep(SlowSites())
        quick = {**peers.QUICK, "interval": "20s", "timeout": "15s", "vantage": "本机"}
        daemon = self.daemon(self.configuration({"s": f"http://127.0.0.1:{slow.port}/"}, probe=quick))
        peers.wait_until(lambda: slow.visits, what="a visit under way")
        daemon.signal(signal.SIGTERM)
        daemon.wait_for_line("stop signal=SIGTERM")
        daemon.signal(signal.SIGTERM)
        began = time.monotonic()
        self.assertEqual(1, daemon.wait(40))
        self.assertLess(time.monotonic() - began, 8)


if __name__ == "__main__":
    unittest.main()
