"""Nowhere to log to: the daemon lives, and what is missing from its log is counted."""
import os
import subprocess
import unittest

import peers


class Unheard(peers.Daemon):
    """sitewatchd whose standard error tells nothing: up when its port answers. `stderr` may be "closed"."""

    def __init__(self, config, port, stderr):
        # pylint: disable=super-init-not-called
        closed = stderr == "closed"
        self.lines = []
        self._headers = {}
        self.base = f"http://127.0.0.1:{port}"
        self.child = subprocess.Popen([peers.BINARIES / "sitewatchd", "--config", config],
                                      env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}, stdout=subprocess.DEVNULL,
                                      stderr=None if closed else stderr,
                                      preexec_fn=(lambda: os.close(2)) if closed else None)
        peers.wait_until(self.answers, what="an answer")

    def answers(self):
        assert self.child.poll() is None, f"ended with {self.child.poll()}"
        try:
            return self.get("/healthz", limit=2).status == 200
        except OSError:
            return False

    def wait(self, limit=60.0):
        return self.child.wait(limit)


class NowhereToLog(peers.SystemTest):
    def run_with(self, stderr):
        """Starts, refuses a configuration with a mistake, ends; answers how many lines were missing before that."""
        site = self.keep(peers.Website())
        port = peers.free_port()
        config = self.configuration({"jiaoyu": site.url}, listen=f"127.0.0.1:{port}")
        daemon = self.keep(Unheard(config, port, stderr))
        peers.wait_until(lambda: daemon.site("jiaoyu")["state"] == "up", what="a verdict")
        dropped = daemon.value("sitewatch_log_lines_dropped_total")
        config.write_text("nonsense: 1\n", encoding="utf-8")
        token = (self.folder / "state" / "token").read_text(encoding="ascii").strip()
        answer = daemon.get("/-/reload", method="POST", headers={"Authorization": f"Bearer {token}"})
        self.assertEqual(400, answer.status, answer.body)
        self.assertGreater(daemon.value("sitewatch_log_lines_dropped_total"), dropped, "a line for the refused reload")
        self.assertEqual(0, daemon.stop())
        for path in (self.folder / "state").iterdir():
            self.assertNotIn(b"reload refused", path.read_bytes(), "the log got into " + path.name)
        return dropped

    def test_a_closed_standard_error_loses_the_log_and_nothing_else(self):
        self.assertGreater(self.run_with("closed"), 0)

    def test_a_full_disk_under_the_log_loses_the_log_and_nothing_else(self):
        with open("/dev/full", "wb", buffering=0) as full:
            self.assertGreater(self.run_with(full), 0)

    def test_a_reader_that_stands_still_holds_nothing_up(self):
        """A pipe that nobody reads and that is full from the start."""
        read_end, write_end = os.pipe()
        self.addCleanup(os.close, read_end)
        os.set_blocking(write_end, False)
        try:
            while True:
                os.write(write_end, b"\n" * 4096)
        except BlockingIOError:
            os.set_blocking(write_end, True)
        self.addCleanup(os.close, write_end)
        self.assertGreater(self.run_with(write_end), 0)


if __name__ == "__main__":
    unittest.main()
