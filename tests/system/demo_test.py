"""What `./run` shows: within a minute of the daemon's start a site goes down, is told by mail and seen in the metrics."""
import signal
import time
import unittest

import peers


class Demo(peers.SystemTest):
    def test_an_outage_is_seen_told_and_over(self):
        folder, district = self.district()
        daemon = self.daemon(folder / "sitewatch.yaml", login=district.login)
        began = time.monotonic()
        district.wait_for_line("区教育局无法访问", limit=60)
        self.assertLess(time.monotonic() - began, 60)
        self.assertEqual(1, daemon.value("sitewatch_site_state", site="jiaoyu", state="down"))
        self.assertEqual(0, daemon.value("probe_success", site="jiaoyu"))
        district.wait_for_line("【已恢复】区教育局恢复访问", limit=90)
        self.assertEqual(1, daemon.value("sitewatch_site_state", site="jiaoyu", state="up"))
        # Some visit is always under way here, and some site is just dripping.
        daemon.signal(signal.SIGTERM)
        self.assertEqual(0, daemon.wait(40))

    def test_each_site_stands_as_it_was_made(self):
        folder, district = self.district()
        daemon = self.daemon(folder / "sitewatch.yaml", login=district.login)
        expected = {"portal": "up", "weijian": "up", "minzheng": "up", "rensha": "down", "zhujian": "up", "nongye": "up",
                    "wenlv": "down", "gongan": "unknown", "tongji": "down", "dangan": "down", "shuili": "down",
                    "jiaotong": "unknown", "linye": "up", "caizheng": "up", "shenji": "up"}
        for site, state in expected.items():
            peers.wait_until(lambda s=site, t=state: daemon.value("sitewatch_site_state", site=s, state=t) == 1, 60,
                             f"{site} {state}")
        reasons = {"rensha": "http_5xx", "wenlv": "redirect_loop", "gongan": "challenged", "tongji": "connection_refused",
                   "dangan": "nxdomain", "shuili": "timeout", "jiaotong": "too_large"}
        for site, reason in reasons.items():
            peers.wait_until(lambda s=site, r=reason: daemon.value("sitewatch_site_failure_reason", site=s, reason=r) == 1, 30,
                             f"{site} {reason}")
        columns = {"weijian": "fresh", "linye": "stale", "qingshan": "stale", "caizheng": "undated", "shenji": "fresh"}
        for site, state in columns.items():
            peers.wait_until(lambda s=site, t=state: daemon.value("sitewatch_column_state", site=s, column="home", state=t) == 1,
                             60, f"{site} {state}")
        lists = {("portal", "xw"): "fresh", ("linye", "xw"): "stale", ("linye", "tz"): "fresh", ("shenji", "xw"): "fresh",
                 ("hedong", "zc"): "unknown", ("weijian", "rs"): "unknown", ("portal", "zt"): "unknown"}
        for (site, column), state in lists.items():
            peers.wait_until(lambda s=site, c=column, t=state:
                             daemon.value("sitewatch_column_state", site=s, column=c, state=t) == 1,
                             90, f"{site}/{column} {state}")

    def test_a_person_can_change_a_site(self):
        folder, district = self.district()
        daemon = self.daemon(folder / "sitewatch.yaml", login=district.login)
        peers.wait_until(lambda: daemon.value("sitewatch_site_state", site="weijian", state="up") == 1, what="up")
        district.child.stdin.write("set weijian refused\n".encode())
        district.child.stdin.flush()
        district.wait_for_line("weijian is now refused")
        peers.wait_until(lambda: daemon.value("sitewatch_site_state", site="weijian", state="down") == 1, what="down")


if __name__ == "__main__":
    unittest.main()
