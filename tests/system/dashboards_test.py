"""The dashboards keep to what can be drawn and what the daemon exports."""
import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

SOURCE = pathlib.Path(os.environ["SITEWATCH_SOURCE_DIR"])
DASHBOARDS = sorted((SOURCE / "grafana" / "dashboards").glob("*.json"))
DRAWABLE = {"stat", "timeseries", "table", "bargauge", "text"}
NAME = re.compile(r"\b(?:probe|sitewatch)_[a-z0-9_]+")


def declared_metrics():
    """Names that daemon/metrics declares, with what a histogram makes of them."""
    names = set()
    for path in sorted((SOURCE / "daemon" / "metrics").glob("*.*")):
        names.update(re.findall(r"(?<![a-z0-9_])(?:probe|sitewatch)_[a-z0-9_]+", path.read_text(encoding="utf-8")))
    return names | {f"{name}_{part}" for name in names for part in ("bucket", "sum", "count") if name.endswith("_seconds")}


def panels():
    for path in DASHBOARDS:
        for panel in json.loads(path.read_text(encoding="utf-8"))["panels"]:
            yield f"{path.name}: {panel.get('title')}", panel


def queries():
    for where, panel in panels():
        for target in panel.get("targets", []):
            yield where, target["expr"]


class Dashboards(unittest.TestCase):
    def test_there_are_some(self):
        self.assertTrue(DASHBOARDS)

    def test_ids_are_unique_and_uids_too(self):
        uids = set()
        for path in DASHBOARDS:
            dashboard = json.loads(path.read_text(encoding="utf-8"))
            ids = [panel["id"] for panel in dashboard["panels"]]
            self.assertEqual(len(ids), len(set(ids)), path.name)
            self.assertNotIn(dashboard["uid"], uids)
            uids.add(dashboard["uid"])

    def test_panels_lie_in_the_grid_without_overlap(self):
        for path in DASHBOARDS:
            taken = {}
            for panel in json.loads(path.read_text(encoding="utf-8"))["panels"]:
                grid = panel["gridPos"]
                self.assertLessEqual(grid["x"] + grid["w"], 24, panel["title"])
                for x in range(grid["x"], grid["x"] + grid["w"]):
                    for y in range(grid["y"], grid["y"] + grid["h"]):
                        self.assertIsNone(taken.get((x, y)), f"{panel['title']} lies over {taken.get((x, y))}")
                        taken[(x, y)] = panel["title"]

    def test_every_panel_is_drawable_and_says_what_it_shows(self):
        for where, panel in panels():
            self.assertIn(panel["type"], DRAWABLE, where)
            self.assertTrue(panel["title"] and panel["description"], where)
            if panel["type"] != "text":
                self.assertTrue(panel["fieldConfig"]["defaults"]["unit"], where)
                self.assertTrue(panel["targets"], where)

    def test_titles_are_chinese_and_descriptions_english(self):
        for where, panel in panels():
            self.assertRegex(panel["title"], r"[\u4e00-\u9fff]", where)
            self.assertNotRegex(panel["description"], r"[\u4e00-\u9fff]", where)

    def test_the_data_source_is_a_variable(self):
        for path in DASHBOARDS:
            variables = json.loads(path.read_text(encoding="utf-8"))["templating"]["list"]
            self.assertIn(("datasource", "datasource"), [(v["type"], v["name"]) for v in variables], path.name)
        for where, panel in panels():
            for source in [panel] + panel.get("targets", []):
                self.assertEqual("${datasource}", source["datasource"]["uid"], where)

    def test_queries_use_only_metrics_that_the_daemon_declares(self):
        declared = declared_metrics()
        self.assertIn("sitewatch_site_state", declared)
        for where, query in queries():
            unknown = set(NAME.findall(query)) - declared
            self.assertEqual(set(), unknown, where)

    def test_counters_are_read_as_rates_over_the_rate_interval(self):
        for where, query in queries():
            for call, inner in re.findall(r"(\w+)\(([^()]*\[[^\]]+\])", query):
                self.assertIn(call, {"rate", "increase"}, where)
                self.assertIn("[$__rate_interval]", inner, where)
            for counter in re.findall(r"\w+_(?:total|bucket)\b", query):
                self.assertRegex(query, rf"(rate|increase)\({counter}\b", where)

    def test_prometheus_can_parse_every_query(self):
        rules = [{"record": f"dashboard:query:number{i}", "expr": query.replace("$__rate_interval", "1m")}
                 for i, (_, query) in enumerate(queries())]
        with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
            json.dump({"groups": [{"name": "dashboards", "rules": rules}]}, file)
            file.flush()
            done = subprocess.run(["promtool", "check", "rules", file.name], capture_output=True, text=True, timeout=60,
                                  check=False)
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
