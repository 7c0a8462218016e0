"""Which tests of a CTest report failed, by name, each with the end of what it printed."""
import sys
import xml.etree.ElementTree

LINES = 40


def failed(report):
    """[(name, output)]; a test that could not be run has failed, one that said itself that it must be skipped has not."""
    for case in xml.etree.ElementTree.parse(report).iter("testcase"):
        skipped = case.find("skipped")
        of_its_own = skipped is not None and skipped.get("message", "").startswith("SKIP_")
        if case.get("status") != "run" and not of_its_own:
            yield case.get("name"), case.findtext("system-out") or ""


if __name__ == "__main__":
    for name, output in failed(sys.argv[1]):
        print(f"failed: {name}")
        print("\n".join("  | " + line for line in output.splitlines()[-LINES:]))
