"""What README says about the monthly report's API works as it is written there."""
import itertools
import json
import os
import subprocess
import unittest

import peers

README = (peers.SOURCE / "README.md").read_text(encoding="utf-8")


def block_after(heading):
    """The lines of the first block of commands in a section."""
    section = README.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    block = itertools.dropwhile(lambda line: not line.startswith("    "), section.splitlines())
    return [line.strip() for line in itertools.takewhile(lambda line: line.startswith("    "), block)]


class Readme(peers.SystemTest):
    def run_line(self, settings, line, receipt=""):
        """One line of the block in a shell in which the lines before the requests have been run."""
        environment = {**os.environ, "TZ": "Asia/Shanghai", "receipt": receipt, "no_proxy": "*"}
        done = subprocess.run(["bash", "-c", "\n".join([*settings, line])], cwd=self.folder, env=environment, text=True,
                              capture_output=True, timeout=60, check=False)
        self.assertEqual((0, ""), (done.returncode, done.stderr))
        return json.loads(done.stdout)

    def test_the_requests_extend_file_and_show_the_receipt(self):
        site = self.keep(peers.Website())
        row = {"编号": "jiaoyu", "网站名称": "区教育局", "首页网址": site.url, "主办单位": "JY", "分类意见": "迁移至统一平台",
               "允许网段": "127.0.0.0/8"}
        config = self.configuration({"jiaoyu": row})
        self.write("sponsors.csv", "编号,单位全称,电子邮箱\r\nJY,青禾区教育局,unit@mail.example\r\n")
        daemon = self.daemon(config)

        lines = block_after("The monthly report")
        requests = [line for line in lines if line.startswith("curl ")]
        self.assertEqual(3, len(requests))
        self.assertEqual("server=http://127.0.0.1:9920", lines[0])
        settings = [f"server={daemon.base}", *lines[1:-3]]
        extended = self.run_line(settings, requests[0])
        self.assertTrue(extended["closes"].endswith("-25T16:00:00Z"), extended)
        filed = self.run_line(settings, requests[1])
        late = filed["filed_at"] >= extended["closes"]
        self.assertEqual("filed_late" if late else "filed", filed["state"])
        shown = self.run_line(settings, requests[2], receipt=filed["receipt"])
        self.assertEqual(("JY", filed["receipt"]), (shown["sponsor"], shown["receipt"]))

    def test_its_pictures_are_there(self):
        for part in README.split("](")[1:]:
            path = part.split(")", 1)[0]
            if path.endswith(".png"):
                self.assertTrue((peers.SOURCE / path).is_file(), path)


if __name__ == "__main__":
    unittest.main()
