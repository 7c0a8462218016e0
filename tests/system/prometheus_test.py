"""A real Prometheus on the real daemon watching the demo district: clean metrics, and no dashboard query without data."""
import json
import subprocess
import unittest

import peers


class Metrics(peers.SystemTest):
    def test_promtool_prometheus_and_every_dashboard_query(self):
        folder, district = self.district()
        daemon = self.daemon(folder / "sitewatch.yaml", login=district.login)
        port = peers.free_port()
        config = self.write("prometheus.yml", f"""
global: {{scrape_interval: 1s}}
scrape_configs:
  - job_name: sitewatch
    honor_labels: true
    basic_auth: {{username: {district.login[0]}, password: {district.login[1]}}}
    static_configs: [{{targets: ['{daemon.address}']}}]
""")
        prometheus = self.keep(peers.Prometheus(config, self.folder / "tsdb", port))
        # From here on every state of the district has been judged and has raised its alerts.
        peers.wait_until(lambda: daemon.value("sitewatch_site_state", site="jiaoyu", state="down") == 1, 90, "the outage")
        text = daemon.get("/metrics").body
        checked = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True, text=True, timeout=60,
                                 check=False)
        self.assertEqual((0, "", ""), (checked.returncode, checked.stdout, checked.stderr))
        peers.parse_metrics(text)  # fails on a series that comes twice
        peers.wait_until(lambda: prometheus.query('sitewatch_site_state{site="jiaoyu",state="down"} == 1'), what="a scrape")
        self.assertTrue(prometheus.query('probe_success{job="sitewatch",site="weijian"} == 1'))
        self.assertTrue(prometheus.query('probe_success{job="sitewatch",site="jiaoyu"} == 0'))
        self.check_dashboards(prometheus)

    def check_dashboards(self, prometheus):
        for path in sorted((peers.SOURCE / "grafana" / "dashboards").glob("*.json")):
            for panel in json.loads(path.read_text(encoding="utf-8"))["panels"]:
                for target in panel.get("targets", []):
                    query = target["expr"].replace("$__rate_interval", "10s")
                    peers.wait_until(lambda q=query: prometheus.query(q), 30, f"data of {panel['title']}: {query}")


if __name__ == "__main__":
    unittest.main()
