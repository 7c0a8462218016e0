"""The real daemon reads the pages of a real nginx as they change: fresh, asleep, unreadable, fresh again."""
import os
import unittest

import peers


def listing(*days, charset="utf-8"):
    rows = "".join(f'<li><a href="/art/{n}.html">关于开展第{n}项工作的通知</a><span>{peers.days_ago(day)}</span></li>'
                   for n, day in enumerate(days, 1))
    return f'<!DOCTYPE html><meta charset="{charset}"><title>区教育局</title><ul>{rows}</ul>'.encode(charset)


class ChangingPages(peers.SystemTest):
    def show(self, path, page):
        """Another page at once: nginx never sees half of it."""
        file = self.folder / "pages" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_suffix(".new")
        fresh.write_bytes(page)
        os.replace(fresh, file)

    def nginx(self):
        port = peers.free_port()
        self.start_nginx(f"server {{ listen 127.0.0.1:{port}; root {self.folder}/pages; default_type text/html; }}", port)
        return port

    def becomes(self, daemon, column, state):
        peers.wait_until(lambda: daemon.value("sitewatch_column_state", site="edu", column=column, state=state) == 1, 60,
                         f"{column} {state}")

    def requests(self):
        return (self.folder / "access.log").read_text()

    def test_are_read_as_they_change(self):
        self.show("index.html", listing(1, 3, 5))
        self.show("news/index.html", listing(2, 4, 9, charset="gb18030"))
        port = self.nginx()
        url = f"http://127.0.0.1:{port}/"
        self.write("columns.csv", f"网站编号,栏目名称,栏目网址,类别,编号\nedu,工作动态,{url}news/,动态要闻,news\n")
        config = self.configuration({"edu": url}, columns=["columns.csv"],
                                    freshness={"home_interval": "1s", "column_interval": "1s"})
        daemon = self.daemon(config)
        self.becomes(daemon, "home", "fresh")
        self.becomes(daemon, "news", "fresh")
        peers.wait_until(lambda: '"GET /news/ HTTP/1.1" 304' in self.requests(), what="an unchanged page that is not sent")

        self.show("news/index.html", listing(20, 24, 29))
        self.becomes(daemon, "news", "stale")
        self.assertEqual(daemon.value("sitewatch_site_alert", site="edu", alertname="ColumnsStale", severity="info"), 1)
        self.assertEqual(daemon.value("sitewatch_site_veto_match", site="edu", rule_set="CN-2019-19"), 0)
        self.show("index.html", listing(16, 24, 29))
        self.becomes(daemon, "home", "stale")
        self.assertEqual(daemon.value("sitewatch_site_veto_match", site="edu", rule_set="CN-2019-19"), 1)

        self.show("news/index.html", b'<!DOCTYPE html><div id="app"></div><script src="/app.js"></script>')
        seen = self.requests().count('"GET /news/ HTTP/1.1" 200')
        peers.wait_until(lambda: self.requests().count('"GET /news/ HTTP/1.1" 200') > seen, what="a look at the script")
        self.becomes(daemon, "news", "stale")

        self.show("news/index.html", listing(0, 20, 24))
        self.show("index.html", listing(0, 16, 24))
        self.becomes(daemon, "news", "fresh")
        self.becomes(daemon, "home", "fresh")
        peers.wait_until(lambda: daemon.value("sitewatch_site_alert", site="edu", alertname="ColumnsStale",
                                              severity="info") is None, what="the end of the alert")


if __name__ == "__main__":
    unittest.main()
