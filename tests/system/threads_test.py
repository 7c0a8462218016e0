"""The system has no more threads or no more memory to give: the daemon says what it misses, or does without."""
import json
import resource
import subprocess
import unittest

import peers

NO_THREADS = peers.BINARIES / "tests" / "system" / "libno_threads.so"


class Scarce(peers.SystemTest):
    def setUp(self):
        super().setUp()
        self.site = self.keep(peers.Website())
        self.config = self.configuration({"jiaoyu": self.site.url})
        self.state = self.folder / "state"

    def is_up(self, daemon):
        return daemon.value("sitewatch_site_state", site="jiaoyu", state="up") == 1

    def file(self, daemon, key):
        token = (self.state / "token").read_text(encoding="ascii").strip()
        period = json.loads(daemon.get("/api/v1/reports").body)["period"]
        body = json.dumps({"sponsor": "S1", "period": period, "idempotency_key": key,
                           "sites": [{"site": "jiaoyu", "migration_percent": 40}]})
        return peers.ask(daemon.url("/api/v1/reports"), "POST", body,
                         {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}).status

    def starts(self, **options):
        """The daemon if it became ready, else None: then it ended in order with a last line that tells why."""
        daemon = self.daemon(self.config, ready=False, **options)
        try:
            daemon.base = daemon.wait_for_line("ready listen=").split("listen=", 1)[1].split()[0]
            return daemon
        except AssertionError:
            self.assertEqual(1, daemon.wait(), "\n".join(daemon.lines))
            self.assertRegex(daemon.lines[-1], self.reason)
            self.assertNotIn("terminate called", "\n".join(daemon.lines))
            return None

    def assert_intact(self, key):
        """What was acknowledged is there, and nothing was taken for damage."""
        daemon = self.daemon(self.config)
        self.assertEqual(0, daemon.value("sitewatch_store_needs_operator"))
        self.assertEqual(200, self.file(daemon, key))
        self.assertEqual(0, daemon.stop())


class Threads(Scarce):
    reason = "thread.*Resource temporarily unavailable"

    def setUp(self):
        super().setUp()
        self.to_come = self.folder / "threads"
        self.environment = {"LD_PRELOAD": str(NO_THREADS), "THREADS_TO_COME": str(self.to_come)}

    def test_a_start_says_which_thread_it_misses_and_keeps_the_store(self):
        daemon = self.daemon(self.config)
        self.assertEqual(201, self.file(daemon, "before"))
        self.assertEqual(0, daemon.stop())
        ready = []
        threads = 0
        while True:
            self.to_come.write_text("1" * threads + "0" * 40, encoding="ascii")
            daemon = self.starts(environment=self.environment)
            if daemon:
                break
            self.assert_intact("before")
            # The same thread alone: what can be done without is done without.
            self.to_come.write_text("1" * threads + "0", encoding="ascii")
            one_fewer = self.starts(environment=self.environment)
            if one_fewer:
                ready.append(threads)
                peers.wait_until(lambda: self.is_up(one_fewer), what="a verdict")
                self.assertEqual(0, one_fewer.stop())
            threads += 1
        peers.wait_until(lambda: self.is_up(daemon), what="a verdict")
        self.assertEqual(0, daemon.stop())
        self.assertGreater(threads, 4, "the daemon has more threads than that")
        self.assertEqual(1, len(ready), "the second reader of pages is the one that can be done without")

    def test_a_reload_without_threads_is_refused_and_changes_nothing(self):
        daemon = self.daemon(self.config, environment=self.environment)
        peers.wait_until(lambda: self.is_up(daemon), what="up")
        token = (self.state / "token").read_text(encoding="ascii").strip()
        reload = lambda: daemon.get("/-/reload", method="POST", headers={"Authorization": f"Bearer {token}"})
        other = self.keep(peers.Website())
        self.configuration({"jiaoyu": self.site.url, "weijian": other.url})

        for signs in ("0", "10"):  # The thread that fetches, the one that sends mails.
            self.to_come.write_text(signs, encoding="ascii")
            answer = reload()
            self.assertEqual(400, answer.status, answer.body)
            self.assertRegex(answer.body, self.reason)
        self.assertEqual(0, daemon.value("sitewatch_config_last_reload_successful"))
        visits = self.site.visits
        peers.wait_until(lambda: self.site.visits > visits, what="the old generation at work")
        self.assertEqual(0, other.visits)

        self.assertEqual(200, reload().status)
        peers.wait_until(lambda: other.visits, what="the new generation at work")
        self.assertEqual(0, daemon.stop())


class Memory(Scarce):
    # What fails first is an allocation, the stack of a thread, or what a library makes of either.
    reason = "out of memory|bad_alloc|Cannot allocate memory|temporarily unavailable|cannot "

    @staticmethod
    def bound(most):
        return lambda: resource.setrlimit(resource.RLIMIT_AS, (most, most))

    def can_be_loaded(self, most):
        done = subprocess.run([peers.BINARIES / "sitewatchd", "--version"], preexec_fn=self.bound(most), check=False,
                              capture_output=True)
        return done.returncode == 0

    def test_too_little_address_space_ends_a_start_in_order_and_keeps_the_store(self):
        daemon = self.daemon(self.config)
        self.assertEqual(201, self.file(daemon, "before"))
        most = int(daemon.value("process_virtual_memory_bytes"))
        self.assertEqual(0, daemon.stop())
        least = next(size for size in range(1 << 20, most, 1 << 20) if self.can_be_loaded(size))
        failed = 0
        # Closely from where the program can just be loaded, then in wider steps up to what it takes when it runs.
        for size in [least + (step << 18) for step in range(24)] + [*range(least + (6 << 20), most, 16 << 20)]:
            daemon = self.starts(preexec_fn=self.bound(size))
            if daemon:
                daemon.kill()
            else:
                failed += 1
        self.assertGreater(failed, 10)
        self.assert_intact("before")


if __name__ == "__main__":
    unittest.main()
