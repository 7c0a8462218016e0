"""One web configuration file, accepted by promtool and by the daemon: TLS, basic auth, certificates that change."""
import subprocess
import time
import unittest

import peers

PASSWORD = "demo-password"


class WebConfig(peers.SystemTest):
    def setUp(self):
        super().setUp()
        self.site = self.keep(peers.Website())

    def certificate(self):
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                        "-days", "30", "-keyout", self.folder / "web.key", "-out", self.folder / "web.pem",
                        "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"],
                       check=True, capture_output=True, timeout=60)

    def web_config(self):
        return self.write("web.yml", "tls_server_config:\n  cert_file: web.pem\n  key_file: web.key\n  min_version: TLS12\n"
                          f"basic_auth_users:\n  prometheus: {peers.bcrypt(PASSWORD)}\n")

    def ask(self, daemon, path="/metrics", **headers):
        return peers.ask(daemon.url(path), headers=headers, trust=self.folder / "web.pem")

    def test_promtool_and_the_daemon_accept_the_same_file(self):
        self.certificate()
        file = self.web_config()
        checked = subprocess.run(["promtool", "check", "web-config", str(file)], capture_output=True, text=True, timeout=60,
                                 check=False)
        self.assertEqual(0, checked.returncode, checked.stderr)
        daemon = self.daemon(self.configuration({"jiaoyu": self.site.url}, web_config=str(file)))
        good = peers.basic("prometheus", PASSWORD)
        self.assertEqual(200, self.ask(daemon, **good).status)
        self.assertEqual(401, self.ask(daemon).status)
        self.assertEqual(401, self.ask(daemon, **peers.basic("prometheus", "wrong")).status)
        self.assertEqual(401, self.ask(daemon, **peers.basic("nobody", PASSWORD)).status)
        self.assertEqual(200, self.ask(daemon, "/healthz").status)

    def test_prometheus_scrapes_it_with_credentials(self):
        self.certificate()
        daemon = self.daemon(self.configuration({"jiaoyu": self.site.url}, web_config=str(self.web_config())))
        port = peers.free_port()
        config = self.write("prometheus.yml", f"""
global: {{scrape_interval: 1s}}
scrape_configs:
  - job_name: sitewatch
    honor_labels: true
    scheme: https
    tls_config: {{ca_file: {self.folder}/web.pem}}
    basic_auth: {{username: prometheus, password: {PASSWORD}}}
    static_configs: [{{targets: ['{daemon.address}']}}]
""")
        prometheus = self.keep(peers.Prometheus(config, self.folder / "tsdb", port))
        peers.wait_until(lambda: prometheus.query('up{job="sitewatch"} == 1'), what="a scrape")

    def test_a_certificate_that_changes_on_disk_is_served_without_a_restart(self):
        self.certificate()
        daemon = self.daemon(self.configuration({"jiaoyu": self.site.url}, web_config=str(self.web_config())))
        good = peers.basic("prometheus", PASSWORD)
        self.assertEqual(200, self.ask(daemon, **good).status)
        time.sleep(0.01)  # A file's age is told in nanoseconds, but by the kernel's tick.
        self.certificate()

        def trusted():
            try:
                return self.ask(daemon, **good).status == 200
            except OSError:
                return False
        peers.wait_until(trusted, what="the new certificate")


if __name__ == "__main__":
    unittest.main()
