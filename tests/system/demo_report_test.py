"""What `./run` shows of the monthly report: a reminder with a link at once, and within three minutes its deadline."""
import email
import re
import unittest
import urllib.parse

import peers


def mails(folder, to, subject):
    """The texts of the mails to a unit that the district has kept, by a part of their subject."""
    found = []
    for path in sorted((folder / "mails").glob("*.eml"), key=lambda path: int(path.stem)):
        message = email.message_from_bytes(path.read_bytes())
        words = str(email.header.make_header(email.header.decode_header(message["Subject"])))
        if subject in words and to in message["To"]:
            part = next(part for part in message.walk() if part.get_content_type() == "text/plain")
            found.append(part.get_payload(decode=True).decode("utf-8"))
    return found


class MonthlyReport(peers.SystemTest):
    UNIT, OTHER = "S03", "S04"

    def reminded(self, folder):
        reminders = peers.wait_until(lambda: mails(folder, f"unit-{self.UNIT}@", "【报送提醒】"), what="a reminder")
        return re.search(r"http://\S+/report/\S+", reminders[0]).group()

    def test_a_unit_is_reminded_files_and_gets_a_receipt_and_the_others_are_overdue(self):
        folder, district = self.district()
        daemon = self.daemon(folder / "sitewatch.yaml", login=district.login)
        link = self.reminded(folder)
        form = peers.ask(link)
        self.assertEqual(200, form.status)
        self.assertIn("区卫生健康局", form.body)

        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form.body))
        self.assertEqual("weijian", hidden["site-0"])
        filled = {**hidden, "percent-0": "60", "obstacles-0": "等待平台开通栏目"}
        answer = peers.ask(link, "POST", urllib.parse.urlencode(filled),
                           {"Content-Type": "application/x-www-form-urlencoded"})
        self.assertEqual(200, answer.status)
        receipt = re.search(r'<p class="number">([^<]+)</p>', answer.body).group(1)
        told = peers.wait_until(lambda: mails(folder, f"unit-{self.UNIT}@", receipt), what="the receipt's mail")
        self.assertIn("60", told[0])

        self.assertEqual([], [row for row in daemon.alerts() if row["alert"] == "ReportOverdue"])
        peers.wait_until(lambda: self.overdue(daemon), 240, "the deadline")
        self.assertIn(self.OTHER, self.overdue(daemon))
        self.assertNotIn(self.UNIT, self.overdue(daemon))
        self.assertEqual(1, daemon.value("sitewatch_report_state", sponsor=self.UNIT, state="filed"))
        self.assertEqual(1, daemon.value("sitewatch_report_state", sponsor=self.OTHER, state="in_grace"))
        self.assertIsNone(daemon.value("sitewatch_report_state", sponsor=self.UNIT, state="in_grace"))
        overdue = peers.wait_until(lambda: daemon.value("sitewatch_alerts_firing", alertname="ReportOverdue"), what="the metric")
        self.assertEqual(len(self.overdue(daemon)), overdue)
        page = daemon.get("/").body
        self.assertIn(f"{len(self.overdue(daemon))}家单位", page)
        self.assertIn("催报清单", page)

    @staticmethod
    def overdue(daemon):
        return {row["sponsor"] for row in daemon.alerts() if row["alert"] == "ReportOverdue"}

    def test_the_reminder_comes_at_once_at_whatever_hour_the_demo_starts(self):
        starts = ("2036-12-31 15:57:30",  # 23:57:30 in Shanghai: the report closes in another year
                  "2037-02-28 15:58:30",  # ... at 00:01 of another month
                  "2036-11-24 00:57:30",  # 08:57:30 on a Monday: office hours begin before the deadline
                  "2036-11-23 10:30:00")  # an evening, and a Sunday
        for start in starts:
            with self.subTest(start=start):
                clock = peers.clock_at(start)
                folder, _ = self.district(**clock)
                daemon = self.daemon(folder / "sitewatch.yaml", **clock)
                self.assertEqual(200, peers.ask(self.reminded(folder)).status)
                daemon.kill()


if __name__ == "__main__":
    unittest.main()
