"""The unit file says what systemd understands, and leaves a break-in next to nothing."""
import os
import pathlib
import subprocess
import tempfile
import unittest

SOURCE = pathlib.Path(os.environ["SITEWATCH_SOURCE_DIR"])
UNIT = SOURCE / "systemd" / "sitewatchd.service"


def run(*command, **options):
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, **options)


def verify(text):
    """What systemd-analyze has to say of a unit; /bin/true stands in for the installed daemon."""
    with tempfile.TemporaryDirectory() as folder:
        unit = pathlib.Path(folder) / UNIT.name
        unit.write_text(text.replace("/usr/bin/sitewatchd", "/bin/true"), encoding="utf-8")
        done = run("systemd-analyze", "verify", "--man=no", str(unit))
        return done.returncode, done.stderr


class UnitFile(unittest.TestCase):
    def test_systemd_has_nothing_to_say_of_it(self):
        self.assertEqual((0, ""), verify(UNIT.read_text(encoding="utf-8")))

    def test_a_mistake_in_it_would_be_seen(self):
        text = UNIT.read_text(encoding="utf-8").replace("ProtectSystem=strict", "ProtectSystem=strickt")
        self.assertIn("strickt", verify(text)[1])

    def test_exposure_is_at_most_one_and_a_half(self):
        done = run("systemd-analyze", "security", "--offline=true", "--threshold=15", "--no-pager", str(UNIT))
        self.assertEqual(0, done.returncode, done.stdout)
        self.assertIn("Overall exposure level for sitewatchd.service: 1.1 OK", done.stdout)

    def test_it_is_told_when_the_daemon_is_ready_reloads_and_hangs(self):
        lines = UNIT.read_text(encoding="utf-8").splitlines()
        for line in ("Type=notify", "WatchdogSec=30", "ExecReload=/bin/kill -HUP $MAINPID", "StateDirectory=sitewatch",
                     "StateDirectoryMode=0700", "Restart=on-failure", "RestartPreventExitStatus=2"):
            self.assertIn(line, lines)

    def test_sysusers_makes_the_user_that_the_unit_names(self):
        with tempfile.TemporaryDirectory() as root:
            (pathlib.Path(root) / "etc").mkdir()
            with open(SOURCE / "systemd" / "sitewatch.sysusers", encoding="utf-8") as users:
                done = run("systemd-sysusers", f"--root={root}", "-", stdin=users)
            self.assertEqual(0, done.returncode, done.stderr)
            accounts = (pathlib.Path(root) / "etc" / "passwd").read_text(encoding="utf-8").splitlines()
        ours = [line.split(":") for line in accounts if line.startswith("sitewatch:")]
        self.assertEqual(1, len(ours), accounts)
        self.assertEqual(["/var/lib/sitewatch", "/usr/sbin/nologin"], ours[0][5:7])
        self.assertIn("User=sitewatch", UNIT.read_text(encoding="utf-8").splitlines())


if __name__ == "__main__":
    unittest.main()
