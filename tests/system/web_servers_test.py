"""nginx as the website and dnsmasq as the name server: what real peers answer is judged as it should be."""
import socket
import subprocess
import unittest

import peers

SERVERS = """server {{
    listen 127.0.0.1:{plain};
    location /good {{ default_type text/html; return 200 "<title>ok</title>"; }}
    location /gone {{ return 404; }}
    location /broken {{ return 500; }}
    location /denied {{ return 403; }}
    location /waf {{ add_header X-Via-JSL "abc,-" always; return 521 "<script></script>"; }}
    location /busy {{ add_header Retry-After 60 always; return 503; }}
    location /loop {{ return 302 /loop; }}
    location /silent {{ return 444; }}
  }}
  server {{
    listen 127.0.0.1:{secure} ssl http2;
    ssl_certificate {folder}/leaf.pem;
    ssl_certificate_key {folder}/leaf.key;
    location / {{ default_type text/html; return 200 "<title>ok</title>"; }}
  }}
"""


def openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True, timeout=60)


class RealPeers(peers.SystemTest):
    def certificate(self, name):
        """A self-signed one, which is its own authority."""
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30",
                "-keyout", self.folder / "leaf.key", "-out", self.folder / "leaf.pem", "-subj", f"/CN={name}",
                "-addext", f"subjectAltName=DNS:{name}")

    def nginx(self):
        self.certificate("www.qinghe.example")
        plain, secure = peers.free_port(), peers.free_port()
        self.start_nginx(SERVERS.format(folder=self.folder, plain=plain, secure=secure), plain)
        return plain, secure

    def dnsmasq(self, *records):
        port = peers.free_port(socket.SOCK_DGRAM)
        process = self.keep(peers.Process([
            "/usr/sbin/dnsmasq", "--no-daemon", "--no-resolv", "--no-hosts", "--conf-file=/dev/null", f"--port={port}",
            "--listen-address=127.0.0.1", "--bind-interfaces", "--local=/example/", "--user=", "--log-facility=-",
            *records]))
        process.wait_for_line("started")
        return f"127.0.0.1:{port}"

    def reason(self, daemon, site):
        """The reason that stands for a site, once it has been visited."""
        def found():
            return [dict(labels)["reason"] for (name, labels), value in daemon.metrics().items()
                    if name == "sitewatch_site_failure_reason" and ("site", site) in labels and value == 1]
        return peers.wait_until(found, what=f"a reason for {site}")

    def test_statuses_of_nginx(self):
        plain, _ = self.nginx()
        expected = {"gone": "http_4xx", "broken": "http_5xx", "denied": "access_denied", "waf": "challenged",
                    "busy": "throttled", "loop": "redirect_loop", "silent": "empty_reply"}
        sites = {name: f"http://127.0.0.1:{plain}/{name}" for name in [*expected, "good"]}
        daemon = self.daemon(self.configuration(sites))
        for site, reason in expected.items():
            self.assertEqual([reason], self.reason(daemon, site), site)
        peers.wait_until(lambda: daemon.value("sitewatch_site_state", site="good", state="up") == 1, what="up")
        for site in ("denied", "waf", "busy"):
            self.assertIsNone(daemon.value("probe_success", site=site), site)

    def test_https_with_http2_and_a_name_of_dnsmasq(self):
        _, secure = self.nginx()
        server = self.dnsmasq("--address=/www.qinghe.example/127.0.0.1")
        daemon = self.daemon(self.configuration(
            {"portal": f"https://www.qinghe.example:{secure}/", "wrong": f"https://nobody.example:{secure}/"},
            dns={"servers": [server]},
            probe={**peers.QUICK, "trust_file": str(self.folder / "leaf.pem")}))
        peers.wait_until(lambda: daemon.value("sitewatch_site_state", site="portal", state="up") == 1, what="up")
        self.assertEqual(2, daemon.value("probe_http_version", site="portal"))
        self.assertEqual(1, daemon.value("probe_http_ssl", site="portal"))
        self.assertGreater(daemon.value("probe_ssl_earliest_cert_expiry", site="portal"), 1.7e9)
        self.assertEqual(["nxdomain"], self.reason(daemon, "wrong"))

    def test_a_dead_name_server_blames_no_site(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
            silent.bind(("127.0.0.1", 0))
            site = self.keep(peers.Website())
            daemon = self.daemon(self.configuration(
                {"jiaoyu": f"http://www.qinghe.example:{site.port}/"},
                dns={"servers": [f"127.0.0.1:{silent.getsockname()[1]}"]}))
            peers.wait_until(lambda: sum(v for (n, l), v in daemon.metrics().items() if n == "sitewatch_probes_total" and
                                         ("verdict", "unknown") in l) >= 4, what="four visits without a verdict")
            self.assertEqual(1, daemon.value("sitewatch_site_state", site="jiaoyu", state="unknown"))
            self.assertIsNone(daemon.value("probe_success", site="jiaoyu"))


if __name__ == "__main__":
    unittest.main()
