"""Runs inside the container of systemd_test.py: uses the installed unit as an operator would, and notes what it saw."""
import json
import os
import signal
import subprocess
import time
import traceback
import urllib.request

UNIT = "sitewatchd.service"
BASE = "http://127.0.0.1:9920"  # The container has a network of its own.
TOKEN = "/var/lib/sitewatch/token"


def systemctl(*arguments):
    done = subprocess.run(["systemctl", *arguments], capture_output=True, text=True, timeout=30, check=False)
    return {"code": done.returncode, "words": done.stdout + done.stderr}


def show():
    lines = systemctl("show", UNIT, "-p", "ActiveState,Type,StatusText,MainPID,NRestarts,Result,ExecMainStatus")["words"]
    return dict(line.split("=", 1) for line in lines.splitlines() if "=" in line)


def journal():
    return subprocess.run(["journalctl", "-u", UNIT, "-o", "cat", "--no-pager"], capture_output=True, text=True, timeout=30,
                          check=False).stdout


def wait_until(answer, what, limit=20):
    end = time.monotonic() + limit
    while not answer():
        if time.monotonic() > end:
            raise AssertionError(f"{what} did not come; {show()}")
        time.sleep(0.1)


def ask(path, body=None):
    request = urllib.request.Request(BASE + path, data=json.dumps(body).encode() if body else None)
    with open(TOKEN, encoding="utf-8") as token:
        request.add_header("Authorization", f"Bearer {token.read().strip()}")
    request.add_header("Content-Type", "application/json")
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.read().decode("utf-8")


def main(seen):
    seen["start"] = systemctl("start", UNIT)
    seen["started"] = show()
    period = json.loads(ask("/api/v1/reports"))["period"]
    report = {"sponsor": "S1", "period": period, "note": "-", "idempotency_key": "k",
              "sites": [{"site": "jiaoyu", "migration_percent": 40}]}
    seen["receipt"] = json.loads(ask("/api/v1/reports", report))["receipt"]

    seen["reload"] = systemctl("reload", UNIT)
    wait_until(lambda: "reload done" in journal(), "the reload")
    seen["reloaded"] = show()

    os.kill(int(seen["started"]["MainPID"]), signal.SIGSTOP)
    wait_until(lambda: show()["NRestarts"] == "1" and show()["ActiveState"] == "active", "the restart")
    seen["restarted"] = show()
    seen["reports"] = ask("/api/v1/reports")

    seen["stop"] = systemctl("stop", UNIT)
    seen["stopped"] = show()


if __name__ == "__main__":
    result = {}
    try:
        main(result)
    except Exception:  # pylint: disable=broad-except
        result["error"] = traceback.format_exc()
    result["journal"] = journal()
    with open("/result.json", "w", encoding="utf-8") as file:
        json.dump(result, file, ensure_ascii=False)
    systemctl("exit", "0")
