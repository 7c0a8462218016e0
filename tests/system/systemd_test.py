"""The unit file under a real systemd, as the first process of a container: ready, reload, watchdog, restart, stop."""
import json
import os
import shutil
import subprocess
import unittest

import peers

TARGET = """[Unit]
Requires=basic.target
After=basic.target
Wants=drive.service
AllowIsolate=yes
"""
DRIVE = """[Unit]
After=basic.target
[Service]
Type=oneshot
ExecStart=/usr/bin/touch /booted
ExecStart=/usr/bin/python3 -B /opt/drive.py
"""
# A watchdog of 30 seconds is right for an office and too patient for a test.
QUICKER = """[Service]
WatchdogSec=2
TimeoutAbortSec=1
RestartSec=100ms
"""


def run(*command, limit=60):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=limit, check=False)


@unittest.skipUnless(os.geteuid() == 0, "a container with systemd needs root")
@unittest.skipUnless(shutil.which("systemd-nspawn"), "systemd-nspawn is missing")
class UnderSystemd(peers.SystemTest):
    def setUp(self):
        super().setUp()
        self.root = self.folder / "layers" / "root"
        self.mount()
        self.install()

    def mount(self):
        """The machine's own system with a layer in memory on top of it."""
        layers = self.folder / "layers"
        layers.mkdir()
        self.mount_one("-t", "tmpfs", "-o", "size=300m,mode=755", "tmpfs", layers)
        for name in ("upper", "work", "root"):
            (layers / name).mkdir()
        self.mount_one("-t", "overlay", "-o", f"lowerdir=/,upperdir={layers}/upper,workdir={layers}/work", "overlay", self.root)

    def mount_one(self, *arguments):
        done = run("mount", *arguments)
        if done.returncode != 0:
            self.skipTest(f"this machine cannot mount {arguments[1]}: {done.stderr.strip()}")
        self.addCleanup(run, "umount", "-l", arguments[-1])

    def put(self, path, text):
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def install(self):
        system = "usr/lib/systemd/system"
        self.put(f"{system}/sitewatchd.service", (peers.SOURCE / "systemd/sitewatchd.service").read_text(encoding="utf-8"))
        self.put(f"{system}/sitewatchd.service.d/quicker.conf", QUICKER)
        self.put(f"{system}/drive.service", DRIVE)
        self.put(f"{system}/test.target", TARGET)
        self.put("usr/lib/sysusers.d/sitewatch.conf", (peers.SOURCE / "systemd/sitewatch.sysusers").read_text(encoding="utf-8"))
        self.put("opt/drive.py", (peers.SOURCE / "tests/system/inside_systemd.py").read_text(encoding="utf-8"))
        shutil.copy(peers.BINARIES / "sitewatchd", self.root / "usr/bin/sitewatchd")
        users = run("systemd-sysusers", f"--root={self.root}", "sitewatch.conf")
        self.assertEqual(0, users.returncode, users.stderr)
        self.configuration({"jiaoyu": "http://127.0.0.1:81/"}, listen="127.0.0.1:9920", state_dir="/var/lib/sitewatch")
        for name in ("sitewatch.yaml", "sites.csv", "sponsors.csv"):
            self.put(f"etc/sitewatch/{name}", (self.folder / name).read_text(encoding="utf-8"))

    def boot(self):
        """What was seen inside, once the container has ended."""
        done = run("timeout", "-k", "3", "50", "systemd-nspawn", "-q", "-D", self.root, "--register=no", "--keep-unit",
                   "--private-network", "--kill-signal=SIGRTMIN+3", "-M", f"sitewatch-{os.getpid()}", "-b", "--",
                   "--unit=test.target", limit=70)
        result = self.root / "result.json"
        if result.exists():
            return json.loads(result.read_text(encoding="utf-8"))
        if not (self.root / "booted").exists():
            self.skipTest(f"systemd does not come up in a container here: {(done.stdout + done.stderr)[-600:]}")
        raise AssertionError(f"nothing was seen inside; {(done.stdout + done.stderr)[-2000:]}")

    def test_it_is_started_reloaded_restarted_by_the_watchdog_and_stopped(self):
        seen = self.boot()
        self.assertNotIn("error", seen, seen)
        started = seen["started"]
        self.assertEqual(0, seen["start"]["code"], seen)
        self.assertEqual(("notify", "active", "0"), (started["Type"], started["ActiveState"], started["NRestarts"]))
        self.assertTrue(started["StatusText"], started)

        self.assertEqual(0, seen["reload"]["code"], seen["reload"])
        self.assertEqual(started["MainPID"], seen["reloaded"]["MainPID"])

        restarted = seen["restarted"]
        self.assertNotEqual(started["MainPID"], restarted["MainPID"])
        self.assertIn("Watchdog timeout", seen["journal"])
        self.assertIn(seen["receipt"], seen["reports"], "what was acknowledged before the kill")

        self.assertEqual(0, seen["stop"]["code"], seen["stop"])
        stopped = seen["stopped"]
        self.assertEqual(("inactive", "success", "0"), (stopped["ActiveState"], stopped["Result"], stopped["ExecMainStatus"]))


if __name__ == "__main__":
    peers.main()
