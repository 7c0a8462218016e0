"""Chromium for the system tests. Without a script of its own: each call is one step, and is over when it returns.

    page = self.keep(browser.Browser()).page(width=390, dark=True, script=False)
    page.open(daemon.base)
    page.press("Tab")
    self.assertEqual([], page.seen()["dialogs"])
"""
import json
import shutil
import subprocess

import peers

DRIVER = peers.SOURCE / "tests" / "browser" / "driver.mjs"


class Browser(peers.Process):
    """One chromium with any number of pages."""

    def __init__(self):
        if not (DRIVER.parent / "node_modules").is_dir():
            raise AssertionError(f"run `npm ci` in {DRIVER.parent}, as ./test does")
        super().__init__([shutil.which("node"), DRIVER, shutil.which("chromium")], stream="stdout",
                         stdin=subprocess.PIPE, stderr=None)
        self._asked = 0
        self.wait_for_line('{"ready"')

    def do(self, name, **options):
        self._asked += 1
        line = json.dumps({"id": self._asked, "do": name, **options})
        self.child.stdin.write(line.encode() + b"\n")
        self.child.stdin.flush()
        answer = json.loads(self.wait_for_line(f'{{"id":{self._asked},'))
        if "error" in answer:
            raise AssertionError(f"{name} {options}: {answer['error']}")
        return answer["value"]

    def page(self, width=1440, height=900, dark=False, script=True, language="zh-CN", print_media=False, login=None):
        """`login`: (user, password) for the server that asks for one."""
        number = self.do("page", width=width, height=height, dark=dark, script=script, language=language,
                         print=print_media, login=login)
        return Page(self, number)

    def kill(self):
        """An orderly end, which takes chromium along."""
        if self.child.poll() is None:
            self.child.stdin.close()
        return self.wait()


class Page:
    """A window of its own, sharing neither cookies nor settings with others."""

    def __init__(self, browser, number):
        self._browser = browser
        self._number = number

    def _do(self, name, **options):
        return self._browser.do(name, page=self._number, **options)

    def open(self, url):
        """Answers the status once the page is loaded."""
        return self._do("open", url=url)

    def press(self, *keys):
        for key in keys:
            self._do("press", key=key)

    def type(self, text):
        self._do("type", text=text)

    def settle(self):
        """Waits until nothing is loading any more."""
        self._do("settle")

    def wait_for(self, selector):
        self._do("wait_for", selector=selector)

    def click(self, selector):
        self._do("click", selector=selector)

    def evaluate(self, expression):
        """The value of a JavaScript expression; works where the page's own scripts are forbidden, too."""
        return self._do("evaluate", expression=expression)

    def tab_to(self, selector, limit=200):
        """Walks there as a person without a mouse does."""
        for _ in range(limit):
            self.press("Tab")
            if self.evaluate(f"document.activeElement?.matches({json.dumps(selector)}) ?? false"):
                return
        raise AssertionError(f"{limit} tabs did not reach {selector}")

    def text(self):
        return self.evaluate("document.body.innerText")

    def screenshot(self, path):
        self._do("screenshot", path=str(path))

    def pdf(self, path):
        self._do("pdf", path=str(path))

    def seen(self):
        """{"dialogs", "requests", "errors"}: all since the page was made."""
        return self._do("seen")

    @property
    def url(self):
        return self._do("url")

    def close(self):
        self._do("close")


class InBrowser(peers.SystemTest):
    """Tests with one chromium; pictures of what they saw stay in `shots`."""

    @classmethod
    def setUpClass(cls):
        cls.browser = Browser()
        cls.addClassCleanup(cls.browser.kill)
        cls.shots = peers.BINARIES / "screenshots"
        cls.shots.mkdir(exist_ok=True)

    def page(self, **options):
        page = self.browser.page(**options)
        self.addCleanup(page.close)
        return page
