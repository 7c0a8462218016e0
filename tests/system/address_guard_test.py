"""Case group A on the real daemon: what connect() is called with, as strace saw it."""
import re
import unittest

import peers

CONNECT = re.compile(r'connect\(\d+, \{sa_family=AF_INET6?, sin6?_port=htons\((\d+)\),.*?"([^"]+)"')


class Redirects:
    """A website on 127.0.0.1 whose answer depends on the path: /name redirects to `targets[name]`."""

    def __init__(self, targets):
        import http.server
        import threading
        self.targets = targets
        redirects = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):  # pylint: disable=invalid-name
                self.send_response(302)
                self.send_header("Location", redirects.targets[self.path.strip("/")])
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):  # pylint: disable=arguments-differ
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        self.port = self._server.server_address[1]

    def close(self):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class Guard(peers.SystemTest):
    def test_no_redirect_and_no_spelling_leads_to_a_forbidden_connect(self):
        own_port = peers.free_port()
        other_port = peers.free_port()
        redirects = self.keep(Redirects({
            "metadata": "http://169.254.169.254/latest/", "own": f"http://127.0.0.1:{own_port}/metrics",
            "mapped": "http://[::ffff:169.254.169.254]/", "nat64": "http://[64:ff9b::a9fe:a9fe]/",
            "decimal": "http://2852039166/", "hex": "http://0xa9fea9fe/", "short": "http://127.2/", "zero": "http://0/",
            "file": "file:///etc/passwd", "gopher": "gopher://127.0.0.1:6379/_x", "ftp": "ftp://127.0.0.1/",
            "dict": "dict://127.0.0.1:11211/", "ssh": f"http://127.0.0.1:{other_port}/",
            "userinfo": "http://good.gov.example@169.254.169.254/"}))
        base = f"http://127.0.0.1:{redirects.port}/"
        # Each site may reach its own server and nothing else of this machine.
        rows = {name: {"编号": name, "网站名称": name, "首页网址": base + name, "主办单位": "S1", "允许网段": "127.0.0.1/32"}
                for name in redirects.targets}
        # These may reach nothing of ours at all.
        spellings = ["2130706433", "0x7f000001", "0x7f.1", "127.1", "017700000001", "0", "[::ffff:127.0.0.1]", "[::1]"]
        for number, host in enumerate(spellings):
            rows[f"n{number}"] = {"编号": f"n{number}", "网站名称": host, "主办单位": "S1",
                                  "首页网址": f"http://{host}:{redirects.port}/x"}
        config = self.configuration(rows, listen=f"127.0.0.1:{own_port}")
        trace = self.folder / "connects"
        daemon = self.daemon(config, before=["strace", "-D", "-f", "-e", "trace=connect", "-o", trace])
        for name in rows:
            view = peers.wait_until(lambda n=name: self.visited(daemon, n), what=f"a visit of {name}")
            self.assertNotEqual("up", view["state"], f"{name}: {view['targets'][0]['last']}")
        for number in range(len(spellings)):
            self.assertEqual("blocked_address", daemon.site(f"n{number}")["reason"], spellings[number])
        self.assertEqual("blocked_address", daemon.site("metadata")["reason"])
        daemon.stop()
        connects = {(address, int(port)) for port, address in CONNECT.findall(trace.read_text())}
        self.assertIn(("127.0.0.1", redirects.port), connects, "strace saw nothing")
        allowed = {("127.0.0.1", redirects.port)}
        self.assertEqual(set(), {each for each in connects if each not in allowed and each[1] != 53})

    @staticmethod
    def visited(daemon, name):
        view = daemon.site(name)
        return view if view["targets"][0]["last"] else None


if __name__ == "__main__":
    unittest.main()
