"""The real daemon across a deadline: 24:00 in the district, to the second, wherever the machine believes it stands."""
import datetime
import email.utils
import json
import unittest

import peers

CLOSES = datetime.datetime(2036, 12, 20, 16, tzinfo=datetime.timezone.utc)  # A Saturday, 24:00 in Asia/Shanghai.
START = "2036-12-20 15:59:30"


class Deadline(peers.SystemTest):
    def up(self, zone, start=START):
        self.mail = self.keep(peers.MailServer())
        mail = {"relays": [{"server": f"127.0.0.1:{self.mail.port}", "tls": "none"}], "from": "sitewatch@mail.example",
                "rate": "600/min", "group_wait": "1s", "audience": "sponsors"}
        site = self.keep(peers.Website())
        row = {"网站名称": "网站", "首页网址": site.url, "分类意见": "迁移至统一平台", "允许网段": "127.0.0.0/8"}
        config = self.configuration({unit: {**row, "编号": unit.lower(), "主办单位": unit} for unit in ("JY", "WJ")},
                                    mail=mail, calendar={"national": "none"}, effective_from="2036-12-01")
        self.write("sponsors.csv", "编号,单位全称,电子邮箱\r\nJY,青禾区教育局,jy@mail.example\r\nWJ,青禾区卫生健康局,wj@mail.example\r\n")
        self.start = lambda when: self.daemon(config, **peers.clock_at(when, zone))
        daemon = self.start(start)
        token = (self.folder / "state" / "token").read_text(encoding="utf-8").split()[0]
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        return daemon

    def file(self, daemon, unit, **more):
        report = {"sponsor": unit, "period": "2036-12", "sites": [{"site": unit.lower(), "migration_percent": 50}], **more}
        answer = daemon.get("/api/v1/reports", method="POST", body=json.dumps(report), headers=self.headers)
        self.assertEqual(201, answer.status, answer.body)
        return json.loads(answer.body)["state"]

    @staticmethod
    def look(daemon):
        """The daemon's own second and {unit: state}; the states are not younger than that second."""
        answer = daemon.get("/api/v1/reports?period=2036-12")
        states = {row["sponsor"]: row["state"] for row in json.loads(answer.body)["reports"]}
        return email.utils.parsedate_to_datetime(answer.headers["Date"]), states

    def watch_it_close(self, daemon):
        """A unit is late from the deadline's second on, and not before: each look is told between two of the daemon's times."""
        before, states = self.look(daemon)
        self.assertEqual("due_soon", states["JY"])
        while states["JY"] == "due_soon":
            after, states = self.look(daemon)
            if before >= CLOSES:
                self.assertEqual("in_grace", states["JY"], before)
            if after < CLOSES:
                self.assertEqual("due_soon", states["JY"], after)
            before = after
        self.assertEqual({"JY": "in_grace", "WJ": "filed"}, states)

    @staticmethod
    def overdue(daemon):
        return [(row["sponsor"], row["starts"]) for row in daemon.alerts() if row["alert"] == "ReportOverdue" and row["firing"]]

    def across(self, zone):
        daemon = self.up(zone)
        self.assertEqual("filed", self.file(daemon, "WJ"))
        self.watch_it_close(daemon)
        peers.wait_until(lambda: self.overdue(daemon), 60, "the alert")
        self.assertEqual([("JY", "2036-12-20T16:00:00Z")], self.overdue(daemon))

        self.assertEqual("filed_late", self.file(daemon, "JY", received_at="2036-12-20T16:00:00Z", channel="phone",
                                                 entered_by="综合科", reason="来电告知"))
        peers.wait_until(lambda: not self.overdue(daemon), 60, "its end")
        self.assertEqual({"JY": "filed_late", "WJ": "filed"}, self.look(daemon)[1])

    def told(self, subject, to):
        """When the one mail with these words to this address was written, by the daemon's clock."""
        mail = self.mail.wait_for(subject, to)
        return email.utils.parsedate_to_datetime(mail.message["Date"])

    def times_told(self, subject, to):
        return sum(subject in mail.subject for mail in self.mail.to(to))

    def test_the_reminder_goes_out_at_nine_and_once(self):
        daemon = self.up("America/New_York", "2036-12-15 00:59:50")
        self.assertEqual("filed", self.file(daemon, "WJ"))
        nine = datetime.datetime(2036, 12, 15, 1, tzinfo=datetime.timezone.utc)
        at = self.told("【报送提醒】", "jy@mail.example")
        self.assertTrue(nine <= at < nine + datetime.timedelta(minutes=1), at)
        daemon.kill()
        again = self.start("2036-12-15 02:00:00")
        peers.wait_until(lambda: any(row["alert"] == "ReportDueSoon" and row["firing"] for row in again.alerts()), 60, "the alert")
        # Mails leave in the order in which they are written: the receipt comes behind whatever was due at the start.
        self.assertEqual("filed", self.file(again, "JY"))
        self.mail.wait_for("【回执】", "jy@mail.example")
        self.assertEqual(1, self.times_told("【报送提醒】", "jy@mail.example"))

    def test_the_list_of_who_is_late_goes_out_at_half_past_eight(self):
        self.up("UTC", "2036-12-22 00:29:50")
        half_past_eight = datetime.datetime(2036, 12, 22, 0, 30, tzinfo=datetime.timezone.utc)
        at = self.told("【已过截止】", "office@mail.example")
        self.assertTrue(half_past_eight <= at < half_past_eight + datetime.timedelta(minutes=1), at)
        self.assertEqual(0, self.times_told("尚未收到，请", "jy@mail.example"), "units are told at nine")

    def test_it_closes_at_midnight_of_the_district(self):
        self.across("UTC")

    def test_the_machines_zone_makes_no_difference(self):
        self.across("America/New_York")


if __name__ == "__main__":
    unittest.main()
