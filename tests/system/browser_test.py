"""The pages and mails as a browser shows them: hostile names stay inert, and nothing needs a script or a mouse."""
import html
import unittest

import browser
import peers

SCRIPT = "</td><script>alert(1)</script>"
IMAGE = '"><img src=http://elsewhere.example/x onerror=alert(2)>'
LINK = "javascript:alert(3)"
HOSTILE = SCRIPT + IMAGE + "<a href=" + LINK + ">" + LINK + "</a><svg onload=alert(4)>"


def rows(date):
    """A home page with hostile titles, each dated."""
    titles = (SCRIPT, IMAGE, LINK)
    items = "".join(f"<li><a href='/{n}'>{html.escape(title)}通知</a><span>{date}</span></li>" for n, title in enumerate(titles))
    return f"<!DOCTYPE html><meta charset=utf-8><title>{html.escape(HOSTILE)}</title><ul>{items}</ul>"

# Texts that stick out of their box.
CLIPPED = """[...document.querySelectorAll('a,b,span,small,td,dd,dt,p,h1,h2,li')]
  .filter(each => each.getClientRects().length && getComputedStyle(each).position !== 'absolute')
  .filter(each => each.getBoundingClientRect().right > innerWidth + 1 || each.getBoundingClientRect().left < -1)
  .map(each => each.outerHTML.slice(0, 120))"""

# The lowest contrast of any text with what lies behind it, as WCAG counts it.
CONTRAST = """(() => {
  const parts = colour => (colour.match(/[0-9.]+/g) ?? []).map(Number);
  const light = colour => parts(colour).slice(0, 3).map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = each => {
    for (; each; each = each.parentElement) {
      const colour = getComputedStyle(each).backgroundColor;
      if (parts(colour)[3] !== 0) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  let lowest = 21;
  for (const each of document.body.querySelectorAll('*')) {
    if (![...each.childNodes].some(node => node.nodeType === 3 && node.textContent.trim())) continue;
    if (!each.getClientRects().length) continue;
    const [a, b] = [light(getComputedStyle(each).color), light(behind(each))].sort((x, y) => y - x);
    lowest = Math.min(lowest, (a + 0.05) / (b + 0.05));
  }
  return lowest;
})()"""


class HostileNames(browser.InBrowser):
    def setUp(self):
        super().setUp()
        self.site = self.keep(peers.Website())
        self.site.body = rows(peers.days_ago(1))
        self.mail = self.keep(peers.MailServer())
        row = {"编号": "hostile", "网站名称": HOSTILE, "首页网址": self.site.url, "主办单位": "S1", "允许网段": "127.0.0.0/8"}
        config = self.configuration({"hostile": row}, mail=self.mail, freshness={"home_interval": "1s"})
        name = HOSTILE.replace('"', '""')
        self.write("sponsors.csv", f'编号,单位全称,电子邮箱\r\nS1,"{name}",unit@mail.example\r\n')
        self.daemon_ = self.daemon(config)
        self.wait_for_state("up")

    def wait_for_state(self, state):
        peers.wait_until(lambda: self.daemon_.value("sitewatch_site_state", site="hostile", state=state) == 1, what=state)

    def assert_inert(self, page, base):
        """Nothing ran, nothing was asked of anybody else, no link leads to a script, and the name stands there as text."""
        seen = page.seen()
        self.assertEqual([], seen["dialogs"])
        self.assertEqual([], [url for url in seen["requests"] if not url.startswith(base)])
        self.assertEqual([], seen["errors"])
        self.assertEqual(0, page.evaluate("document.querySelectorAll('script,img,svg,iframe,[onload],[onerror]').length"))
        schemes = page.evaluate("[...document.links].map(link => link.protocol)")
        self.assertEqual(set(), set(schemes) - {"http:", "https:", "mailto:", "tel:"})
        # The daemon clips long names, so its beginning has to do.
        self.assertIn(SCRIPT, page.text())

    def test_a_browser_would_have_run_them(self):
        """The control: the same text as markup brings a dialog and a request to elsewhere."""
        bait = self.keep(peers.Website())
        bait.body = "<table><tr><td>" + HOSTILE
        page = self.page()
        page.open(bait.url)
        page.settle()
        self.assertIn("alert: 1", page.seen()["dialogs"])
        self.assertIn("http://elsewhere.example/x", page.seen()["requests"])

    def test_they_are_text_in_the_status_page_and_the_site_page(self):
        self.site.status = 302
        self.site.location = LINK
        self.wait_for_state("down")
        for path in ("/", "/sites/hostile"):
            page = self.page()
            self.assertEqual(200, page.open(self.daemon_.url(path)), path)
            page.settle()
            page.screenshot(self.shots / f"hostile{path.replace('/', '-')}.png")
            self.assert_inert(page, self.daemon_.base)
        self.assertIn(LINK, page.text())  # Where the site wanted to send us.

    def test_they_are_text_in_the_html_part_of_mails(self):
        # A mail about old news waits for office hours; this one never does.
        self.site.status = 503
        outage = self.mail.wait_for("无法访问", to="ops@mail.example")
        reader = self.keep(peers.Website())
        reader.body = outage.html()
        page = self.page()
        page.open(reader.url)
        page.settle()
        page.screenshot(self.shots / "hostile-mail.png")
        self.assert_inert(page, reader.url)


WIDTHS = (1440, 390)


class StatusPage(browser.InBrowser):
    """The demo district's pages, with scripts forbidden."""

    def setUp(self):
        super().setUp()
        self.folder_, self.district_ = self.district()
        self.configuration_ = self.folder_ / "sitewatch.yaml"

    def up(self, language):
        text = self.configuration_.read_text(encoding="utf-8").replace("language: zh-CN", f"language: {language}")
        self.configuration_.write_text(text, encoding="utf-8")
        daemon = self.daemon(self.configuration_, login=self.district_.login)
        # One site of each kind is what the page has to show.
        for site, state in (("portal", "up"), ("rensha", "down"), ("gongan", "unknown")):
            peers.wait_until(lambda s=site, t=state: daemon.value("sitewatch_site_state", site=s, state=t) == 1, 60, site)
        peers.wait_until(lambda: daemon.value("sitewatch_column_state", site="linye", column="home", state="stale") == 1,
                         60, "a stale page")
        return daemon

    def assert_addresses_stay_whole(self, page):
        lines = "[...document.querySelectorAll('td.name small')].map(each => each.getClientRects()[0].height)"
        self.assertLess(max(page.evaluate(lines)), 30, "an address of usual length is one line")

    def look_at(self, daemon, language, paths, **options):
        for path in paths:
            for width in WIDTHS:
                page = self.page(login=self.district_.login, width=width, script=False, language=language, **options)
                self.assertEqual(200, page.open(daemon.url(path)))
                kind = "print" if options.get("print_media") else "dark" if options.get("dark") else "light"
                page.screenshot(self.shots / f"{language}{path.replace('/', '-')}-{width}-{kind}.png")
                self.assertEqual(language, page.evaluate("document.documentElement.lang"))
                self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth"), width, "no sideways scrolling")
                if path == "/":
                    self.assert_addresses_stay_whole(page)
                self.assertEqual([], page.evaluate(CLIPPED), f"{path} at {width}")
                self.assertGreaterEqual(page.evaluate(CONTRAST), 4.5, f"{path} at {width}, {kind}")
                self.assertEqual([], page.seen()["errors"])
                self.assertEqual([], [url for url in page.seen()["requests"] if not url.startswith(daemon.base)])

    def test_it_fits_a_desk_and_a_phone_in_chinese_in_both_schemes_and_on_paper(self):
        daemon = self.up("zh-CN")
        for dark in (False, True):
            self.look_at(daemon, "zh-CN", ("/", "/sites/rensha"), dark=dark)
        # Whoever works in the dark still prints black on white, and without controls.
        self.look_at(daemon, "zh-CN", ("/",), print_media=True, dark=True)
        page = self.page(login=self.district_.login, script=False, print_media=True, dark=True)
        page.open(daemon.base)
        self.assertEqual("rgb(255, 255, 255)", page.evaluate("getComputedStyle(document.body).backgroundColor"))
        self.assertEqual("none", page.evaluate("getComputedStyle(document.querySelector('.filters')).display"))

    def test_it_fits_a_desk_and_a_phone_in_english_in_both_schemes(self):
        daemon = self.up("en")
        for dark in (False, True):
            self.look_at(daemon, "en", ("/", "/sites/rensha"), dark=dark)

    def test_a_keyboard_alone_leads_to_a_site_and_back(self):
        daemon = self.up("zh-CN")
        page = self.page(login=self.district_.login, script=False)
        page.open(daemon.base)
        page.tab_to("td.name a[href='/sites/rensha']")
        self.assertNotEqual("none", page.evaluate("getComputedStyle(document.activeElement).outlineStyle"))
        page.press("Enter")
        page.wait_for(".back a")
        self.assertEqual(daemon.url("/sites/rensha"), page.url)
        page.tab_to(".back a")
        page.press("Enter")
        page.wait_for(".tiles")
        self.assertEqual(daemon.url("/"), page.url)


if __name__ == "__main__":
    unittest.main()
