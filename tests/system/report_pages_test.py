"""The monthly report as a clerk and the office do it: in a browser, without a mouse and without scripts."""
import json
import re
import threading
import unittest
import urllib.parse

import browser
import peers

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
LOGIN = ("office", "demo-password")
PAPER = 1017  # Pixels of A4 across without 14 mm on either side.
MONTH = "2036-12"  # Its 20th is a Saturday.
UNITS = (("JY", "青禾区教育局", "迁移至统一平台"), ("WJ", "青禾区卫生健康局", "迁移至统一平台"),
         ("MZ", "青禾区民政局", "自主关停注销"), ("SL", "青禾区水利局", "迁移至统一平台"))


def hidden_fields(page):
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))


class Reports(browser.InBrowser):
    def setUp(self):
        super().setUp()
        self.mail = self.keep(peers.MailServer())
        rows = {}
        for number, (unit, name, disposition) in enumerate(UNITS):
            site = self.keep(peers.Website())
            items = "".join(f"<li><a href=/{n}>{name}通知</a><span>2036-12-{16 - number - n}</span></li>" for n in range(4))
            site.body = f"<!DOCTYPE html><meta charset=utf-8><title>{name}</title><ul>{items}</ul>"
            rows[unit] = {"编号": unit.lower(), "网站名称": name.removeprefix("青禾"), "首页网址": site.url, "主办单位": unit,
                          "分类意见": disposition, "允许网段": "127.0.0.0/8"}
        down = self.keep(peers.Website())
        down.status = 503
        rows["JY2"] = {**rows["JY"], "编号": "zhaosheng", "网站名称": "区招生考试网", "首页网址": down.url}
        mail = {"relays": [{"server": f"127.0.0.1:{self.mail.port}", "tls": "none"}], "from": "sitewatch@mail.example",
                "rate": "600/min", "group_wait": "1s", "audience": "sponsors"}
        port = peers.free_port()
        self.write("web.yml", f"basic_auth_users:\n  {LOGIN[0]}: {peers.bcrypt(LOGIN[1])}\n")
        config = self.configuration(rows, mail=mail, listen=f"127.0.0.1:{port}", public_url=f"http://127.0.0.1:{port}",
                                    web_config="web.yml", calendar={"national": "none"},
                                    freshness={"home_interval": "2s"})
        units = "".join(f"{unit},{name},网站责任人,0000-00000{number},{unit.lower()}@mail.example\r\n"
                        for number, (unit, name, _) in enumerate(UNITS))
        self.write("sponsors.csv", "编号,单位全称,责任人,电话,电子邮箱\r\n" + units)
        # A Thursday, 10:00 in the district.
        self.daemon_ = self.daemon(config, login=LOGIN, **peers.clock_at(f"{MONTH}-18 02:00:00"))

    def link(self, unit):
        reminder = self.mail.wait_for("【报送提醒】", to=f"{unit.lower()}@mail.example")
        return re.search(r"http://\S+/report/\S+", reminder.text()).group()

    def rows(self):
        rows = json.loads(self.daemon_.get(f"/api/v1/reports?period={MONTH}").body)["reports"]
        return {row["sponsor"]: row for row in rows}

    def post(self, url, fields, **headers):
        return peers.ask(url, "POST", urllib.parse.urlencode(fields), {**FORM, **headers})

    def file_by_link(self, unit, percent):
        link = self.link(unit)
        fields = {**hidden_fields(peers.ask(link).body), "percent-0": percent}
        return self.post(link, fields).body

    def type_into(self, page, selector, text):
        page.tab_to(selector)
        page.type(text)

    def send(self, page, form, then):
        page.tab_to(f"{form} button[type=submit]")
        page.press("Enter")
        page.wait_for(then)


class Clerk(Reports):
    def test_an_error_stands_beside_its_field_and_the_corrected_report_gets_a_receipt(self):
        link = self.link("JY")
        peers.wait_until(lambda: self.daemon_.value("sitewatch_column_state", site="jy", column="home", state="fresh") == 1,
                         what="a home page that was read")
        peers.wait_until(lambda: self.daemon_.value("sitewatch_site_state", site="zhaosheng", state="down") == 1, what="down")
        page = self.page(width=1280, script=False)
        self.assertEqual(200, page.open(link))
        page.screenshot(self.shots / "report-form.png")
        measured = page.evaluate("[...document.querySelectorAll('.seen')].map(each => each.innerText)")
        self.assertIn("首页最近更新 12月16日", measured[0])
        self.assertIn("503", measured[1])
        self.type_into(page, "#percent-0", "120")
        self.type_into(page, "#obstacles-0", "等待平台开通栏目")
        self.type_into(page, "#percent-1", "40")
        self.send(page, "#form", "#percent-0-fault")
        self.assertEqual("迁移进度应为0至100的整数", page.evaluate("document.querySelector('#percent-0-fault').textContent"))
        self.assertEqual("true", page.evaluate("document.querySelector('#percent-0').getAttribute('aria-invalid')"))
        self.assertTrue(page.evaluate("document.querySelector('#percent-0').parentElement.querySelector('.fault') !== null"))
        self.assertEqual("等待平台开通栏目", page.evaluate("document.querySelector('#obstacles-0').value"))
        page.screenshot(self.shots / "report-form-fault.png")
        self.assertEqual("due_soon", self.rows()["JY"]["state"])

        self.type_into(page, "#percent-0", "70")
        self.send(page, "#form", ".receipt .number")
        receipt = page.evaluate("document.querySelector('.receipt .number').textContent")
        self.assertEqual(("filed", receipt), (self.rows()["JY"]["state"], self.rows()["JY"]["receipt"]))
        page.screenshot(self.shots / "report-receipt.png")
        self.assertIn("70", self.mail.wait_for(receipt, to="jy@mail.example").text())
        self.assertEqual([], page.seen()["dialogs"])

    def test_two_clicks_are_one_report(self):
        link = self.link("WJ")
        fields = {**hidden_fields(peers.ask(link).body), "percent-0": "30"}
        answers = []
        clicks = [threading.Thread(target=lambda: answers.append(self.post(link, fields).body)) for _ in range(2)]
        for click in clicks:
            click.start()
        for click in clicks:
            click.join()
        receipts = {re.search(r'<p class="number">([^<]+)</p>', answer).group(1) for answer in answers}
        self.assertEqual({self.rows()["WJ"]["receipt"]}, receipts)
        self.assertEqual(1, self.rows()["WJ"]["revision"])


class Office(Reports):
    def counts(self, page):
        page.open(self.daemon_.url(f"/office/reports?period={MONTH}"))
        return page.evaluate("document.querySelector('.counts').textContent")

    def open_unit(self, page, unit):
        self.counts(page)
        page.tab_to(f"a[href*='{unit}']")
        page.press("Enter")
        page.wait_for(".acts")

    def open_act(self, page, field):
        if not page.evaluate(f"document.querySelector('details:has(#{field})').open"):
            page.tab_to(f"details:has(#{field}) > summary")
            page.press("Enter")

    def test_the_office_files_extends_and_gives_back(self):
        self.file_by_link("JY", "60")
        self.file_by_link("WJ", "80")
        page = self.page(width=1280, height=640, script=False, login=LOGIN)
        self.assertIn("应报4 · 已报2 · 未报2", self.counts(page))

        self.open_unit(page, "MZ")
        self.open_act(page, "received_at")
        self.assertEqual("phone", page.evaluate("document.querySelector('#channel').value"))
        self.type_into(page, "#by", "综合科")
        self.type_into(page, "#reason", "来电告知")
        self.type_into(page, "#percent-0", "35")
        self.send(page, "details:has(#received_at)", ".notice.good")
        self.assertEqual(("filed", "phone"), (self.rows()["MZ"]["state"], self.rows()["MZ"]["channel"]))
        self.assertEqual(("综合科", "来电告知"), (self.rows()["MZ"]["entered_by"], self.rows()["MZ"]["entry_reason"]))

        self.open_unit(page, "SL")
        self.open_act(page, "extend_until")
        self.type_into(page, "#extend_until", "12252036")  # In the order of chromium's own language.
        self.assertEqual("2036-12-25", page.evaluate("document.querySelector('#extend_until').value"))
        self.type_into(page, "#extend_reason", "平台迁移窗口推迟")
        self.type_into(page, "#extend_by", "综合科")
        self.send(page, "details:has(#extend_until)", ".notice.good")
        self.assertEqual(("2036-12-25", "extend"), (self.rows()["SL"]["last_day"], self.rows()["SL"]["decision"]["kind"]))
        self.mail.wait_for("【准予延期】", to="sl@mail.example")

        self.open_unit(page, "JY")
        self.open_act(page, "return_reason")
        self.type_into(page, "#return_reason", "请补充招生考试网的进展")
        self.type_into(page, "#return_by", "综合科")
        self.send(page, "details:has(#return_reason)", ".notice.good")
        self.assertEqual("returned", self.rows()["JY"]["state"])
        self.mail.wait_for("【退回补正】", to="jy@mail.example")

        self.assertIn("应报4 · 已报3 · 未报1", self.counts(page))
        page.screenshot(self.shots / "office-reports.png")
        for words in ("代为登记（电话）", "准予延期", "退回补正"):
            self.assertIn(words, page.text())
        self.look_at_paper()

    def look_at_paper(self):
        """A4 across, between the margins: black on white, nothing to press, nothing cut off, the signature line at last."""
        for name, path, kept in (("office-reports", f"/office/reports?period={MONTH}", "青禾区水利局"),
                                 ("summary", f"/office/summary?period={MONTH}", "核对人")):
            paper = self.page(width=PAPER, dark=True, print_media=True, login=LOGIN)
            self.assertEqual(200, paper.open(self.daemon_.url(path)))
            paper.screenshot(self.shots / f"{name}-print.png")
            self.assertLessEqual(paper.evaluate("document.documentElement.scrollWidth"), PAPER)
            self.assertEqual(0, paper.evaluate("[...document.querySelectorAll('button, input, summary')]"
                                               ".filter(each => each.checkVisibility() && each.offsetWidth > 0).length"))
            self.assertEqual(["rgb(255, 255, 255)", "rgb(0, 0, 0)"],
                             paper.evaluate("(style => [style.backgroundColor, style.color])(getComputedStyle(document.body))"))
            cut = paper.evaluate("[...document.querySelectorAll('td, th')].filter(each => each.scrollWidth > each.clientWidth + 1)"
                                 ".map(each => each.innerText)")
            self.assertEqual([], cut)
            self.assertIn(kept, paper.text())

    def test_a_form_of_another_site_is_refused(self):
        page = self.page(script=False, login=LOGIN)
        url = self.daemon_.url(f"/office/reports/SL?period={MONTH}")
        page.open(url)
        fields = {**hidden_fields(self.daemon_.get(f"/office/reports/SL?period={MONTH}").body), "action": "waive",
                  "waive_reason": "x", "waive_by": "x"}
        inputs = "".join(f"<input type=hidden name={name} value={value}>" for name, value in fields.items())
        bait = self.keep(peers.Website())
        bait.body = f"<!DOCTYPE html><form method=post action='{url}'>{inputs}<button type=submit>go</button></form>"
        page.open(bait.url)
        page.tab_to("button")
        page.press("Enter")
        page.settle()
        self.assertIn("only this server's own form is taken here", page.text())
        refused = self.post(url, fields, Origin="http://elsewhere.example", **peers.basic(*LOGIN))
        self.assertEqual(403, refused.status)
        self.assertEqual("due_soon", self.rows()["SL"]["state"])
        # The control: the same fields from nowhere else are taken.
        self.assertEqual(200, self.post(url, fields, **peers.basic(*LOGIN)).status)
        self.assertEqual("waived", self.rows()["SL"]["state"])


if __name__ == "__main__":
    unittest.main()
