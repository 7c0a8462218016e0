"""A site that goes down is told by mail, through a real SMTP server, and no kill -9 loses it."""
import peers


class MailOfAnOutage(peers.SystemTest):
    def setUp(self):
        super().setUp()
        self.site = self.keep(peers.Website())
        self.mail = self.keep(peers.MailServer())
        self.config = self.configuration({"jiaoyu": self.site.url}, mail=self.mail)

    def up(self):
        """A daemon that has seen the site good: what is down at the first look is history, never mailed."""
        daemon = self.daemon(self.config)
        peers.wait_until(lambda: daemon.value("sitewatch_site_state", site="jiaoyu", state="up") == 1, what="up")
        return daemon

    def test_a_problem_mail_then_a_recovery_mail_in_its_thread(self):
        daemon = self.up()
        self.site.status = 503
        problem = self.mail.wait_for("jiaoyu网站无法访问", to="ops@mail.example")
        self.assertEqual("sitewatch@mail.example", problem.sender)
        self.assertEqual("auto-generated", problem.message["Auto-Submitted"])
        self.assertEqual("office@mail.example", problem.message["Reply-To"])
        self.assertIn("服务器返回错误（503）", problem.text())
        self.assertEqual(1, daemon.value("sitewatch_site_state", site="jiaoyu", state="down"))
        self.assertEqual(0, daemon.value("probe_success", site="jiaoyu"))
        self.site.status = 200
        recovery = self.mail.wait_for("已恢复", to="ops@mail.example")
        self.assertEqual(problem.id, recovery.message["In-Reply-To"])
        self.assertIn(problem.id, recovery.message["References"])
        self.assertNotEqual(problem.id, recovery.id)

    def test_an_alert_outlives_kill_9_between_the_decision_and_the_mail(self):
        self.mail.refusal = "451 4.3.0 try again later"
        daemon = self.up()
        self.site.status = 503
        peers.wait_until(lambda: daemon.value("sitewatch_outbox_pending"), what="a row in the outbox")
        peers.wait_until(lambda: self.mail.attempts, what="an attempt to send it")
        self.assertEqual([], self.mail.mails)
        daemon.kill()
        self.mail.refusal = None
        self.daemon(self.config)
        self.mail.wait_for("jiaoyu网站无法访问", to="ops@mail.example")

    def test_a_lost_250_repeats_the_mail_under_the_same_message_id(self):
        self.mail.drop_after_data = True
        daemon = self.up()
        self.site.status = 503
        first = self.mail.wait_for("jiaoyu网站无法访问", to="ops@mail.example")
        daemon.kill()
        self.mail.drop_after_data = False
        self.daemon(self.config)
        # The first retry waits for a minute or so.
        peers.wait_until(lambda: [m.id for m in self.mail.mails].count(first.id) > 1, 150, "the mail again")

    def test_a_restart_repeats_nothing_that_was_accepted(self):
        daemon = self.up()
        self.site.status = 503
        self.mail.wait_for("jiaoyu网站无法访问", to="ops@mail.example")
        peers.wait_until(lambda: daemon.value("sitewatch_outbox_pending") == 0, what="an empty outbox")
        daemon.kill()
        told = len(self.mail.mails)
        daemon = self.daemon(self.config)
        # Two further visits are judged and flushed by then.
        visits = self.site.visits
        peers.wait_until(lambda: self.site.visits >= visits + 4, what="further visits")
        self.assertEqual(1, daemon.value("sitewatch_site_state", site="jiaoyu", state="down"))
        self.assertEqual(told, len(self.mail.mails))


if __name__ == "__main__":
    peers.unittest.main()
