"""The daemon as it is installed, and the peers it talks to, all on loopback and on free ports."""
import asyncio
import base64
import collections
import csv
import ctypes
import ctypes.util
import datetime
import email
import email.header
import http.server
import json
import os
import pathlib
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.error
import urllib.parse
import urllib.request
import zoneinfo

SOURCE = pathlib.Path(os.environ["SITEWATCH_SOURCE_DIR"])
SKIPPED = 77  # As CMakeLists.txt tells CTest.
BINARIES = pathlib.Path(os.environ["SITEWATCH_BINARY_DIR"])


# How often and how patiently a site is visited in these tests.
QUICK = {"interval": "2s", "timeout": "1s", "failures": 2, "successes": 1, "rechecks": ["1s"]}


def wait_until(answer, limit=30.0, what="it"):
    """Asks until the answer is true, and returns it."""
    end = time.monotonic() + limit
    while True:
        value = answer()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"{what} did not come within {limit} s")
        time.sleep(0.05)


def main():
    """Runs a program's tests; where all were skipped, CTest is told so, and the reasons stand in its output."""
    result = unittest.main(exit=False, module="__main__").result
    if result.skipped and len(result.skipped) == result.testsRun and result.wasSuccessful():
        print("\n".join(f"skipped: {reason}" for _, reason in result.skipped), flush=True)
        sys.exit(SKIPPED)
    sys.exit(not result.wasSuccessful())


def days_ago(days):
    """A date as web pages write it, in the zone of the tests' configuration."""
    now = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8)))
    return (now - datetime.timedelta(days=days)).strftime("%Y-%m-%d")


def free_port(kind=socket.SOCK_STREAM):
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def clock_at(utc, zone="UTC"):
    """Options of a process that begins at this UTC time, "2036-12-20 15:59:50", on a machine in `zone`; its clock then runs
    as ever. The time has to be one to come: timers stand still at a time before the machine's start."""
    local = datetime.datetime.fromisoformat(f"{utc}+00:00").astimezone(zoneinfo.ZoneInfo(zone))
    # As the faketime command does it; that one would stand between us and the process.
    library = next(iter(sorted(pathlib.Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))))
    return {"environment": {"LD_PRELOAD": str(library), "FAKETIME": local.strftime("@%Y-%m-%d %H:%M:%S"), "TZ": zone,
                            "FAKETIME_DONT_FAKE_MONOTONIC": "1"}}


class Process:
    """A child whose standard error is read by a thread, so that lines can be awaited and a pipe never fills."""

    def __init__(self, command, **options):
        self.lines = []
        self._arrived = threading.Condition()
        self._ended = False
        stream = options.pop("stream", "stderr")
        other = "stdout" if stream == "stderr" else "stderr"
        options.setdefault(other, subprocess.DEVNULL)
        if "environment" in options:
            options["env"] = {**os.environ, **options.pop("environment")}
        self.child = subprocess.Popen([str(part) for part in command], **{stream: subprocess.PIPE}, **options)
        self._thread = threading.Thread(target=self._read, args=(getattr(self.child, stream),), daemon=True)
        self._thread.start()

    def _read(self, pipe):
        for line in pipe:
            with self._arrived:
                self.lines.append(line.decode("utf-8", "replace").rstrip("\n"))
                self._arrived.notify_all()
        with self._arrived:
            self._ended = True
            self._arrived.notify_all()

    def wait_for_line(self, part, limit=60.0, start=0):
        """The first line from `start` on that holds `part`."""
        end = time.monotonic() + limit
        with self._arrived:
            seen = start
            while True:
                while seen < len(self.lines):
                    if part in self.lines[seen]:
                        return self.lines[seen]
                    seen += 1
                left = end - time.monotonic()
                if self._ended or left <= 0:
                    raise AssertionError(f"no line with {part!r} in:\n" + "\n".join(self.lines[-40:]))
                self._arrived.wait(left)

    def signal(self, number):
        self.child.send_signal(number)

    def wait(self, limit=60.0):
        code = self.child.wait(limit)
        self._thread.join(limit)
        for pipe in (self.child.stdin, self.child.stdout, self.child.stderr):
            if pipe:
                pipe.close()
        return code

    def stop(self, limit=60.0):
        if self.child.poll() is None:
            self.child.terminate()
        try:
            return self.wait(limit)
        except subprocess.TimeoutExpired:
            self.kill()
            raise

    def kill(self):
        if self.child.poll() is None:
            self.child.kill()
        return self.wait()


class Website:
    """A web server whose answer can be changed between two visits."""

    def __init__(self, address="127.0.0.1"):
        self.status = 200
        self.location = None
        self.body = "<!DOCTYPE html><title>网站</title><ul><li><a href=/1>通知</a><span>2026-11-20</span></ul>"
        self.visits = 0
        website = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):  # pylint: disable=invalid-name
                website.visits += 1
                body = website.body.encode()
                self.send_response(website.status)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                if website.location:
                    self.send_header("Location", website.location)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):  # pylint: disable=arguments-differ
                pass

        self._server = http.server.ThreadingHTTPServer((address, 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        self.address, self.port = self._server.server_address[:2]

    @property
    def url(self):
        return f"http://{self.address}:{self.port}/"

    def close(self):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class Mail:
    def __init__(self, envelope):
        self.sender = envelope.mail_from
        self.recipients = list(envelope.rcpt_tos)
        self.message = email.message_from_bytes(envelope.content)
        self.subject = str(email.header.make_header(email.header.decode_header(self.message["Subject"])))
        self.id = self.message["Message-ID"]

    def text(self, kind="text/plain"):
        for part in self.message.walk():
            if part.get_content_type() == kind:
                return part.get_payload(decode=True).decode("utf-8")
        return ""

    def html(self):
        return self.text("text/html")


class MailServer:
    """aiosmtpd on a free port. `refusal` answers each RCPT; `drop_after_data` hangs up instead of the last 250."""

    def __init__(self):
        from aiosmtpd.smtp import SMTP  # Debian's python3-aiosmtpd

        self.mails = []
        self.refusal = None
        self.drop_after_data = False
        self.attempts = 0
        self._loop = asyncio.new_event_loop()
        started = threading.Event()

        def serve():
            asyncio.set_event_loop(self._loop)
            make = lambda: SMTP(self, enable_SMTPUTF8=False, loop=self._loop)
            self._server = self._loop.run_until_complete(self._loop.create_server(make, "127.0.0.1", 0))
            self.port = self._server.sockets[0].getsockname()[1]
            started.set()
            self._loop.run_forever()

        self._thread = threading.Thread(target=serve, daemon=True)
        self._thread.start()
        started.wait()

    async def handle_RCPT(self, server, session, envelope, address, options):  # pylint: disable=invalid-name
        del server, session, options
        self.attempts += 1
        if self.refusal:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # pylint: disable=invalid-name
        del session
        self.mails.append(Mail(envelope))
        if self.drop_after_data:
            server.transport.abort()
        return "250 accepted"

    def to(self, address):
        return [mail for mail in self.mails if address in mail.recipients]

    def wait_for(self, part, to=None, limit=60.0):
        """The first mail whose subject holds `part`."""
        def found():
            return next((m for m in list(self.mails) if part in m.subject and (not to or to in m.recipients)), None)
        try:
            return wait_until(found, limit, f"a mail with {part!r}")
        except AssertionError as error:
            raise AssertionError(f"{error}; there were {[mail.subject for mail in self.mails]}") from None

    def close(self):
        self._loop.call_soon_threadsafe(self._server.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)


Answer = collections.namedtuple("Answer", "status body headers")


def ask(url, method="GET", body=None, headers=None, trust=None, limit=20.0):
    """One request; an error status is an answer like any other."""
    context = ssl.create_default_context(cafile=trust) if trust else None
    data = body.encode() if isinstance(body, str) else body
    request = urllib.request.Request(url, data=data, method=method, headers=headers or {})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context))
    try:
        with opener.open(request, timeout=limit) as reply:
            return Answer(reply.status, reply.read().decode("utf-8"), dict(reply.headers))
    except urllib.error.HTTPError as reply:
        return Answer(reply.code, reply.read().decode("utf-8", "replace"), dict(reply.headers))


def basic(user, password):
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


def bcrypt(password):
    """$2y$ as `htpasswd -B` prints it; by libcrypt, which Debian has, at the least cost."""
    library = ctypes.CDLL(ctypes.util.find_library("crypt"))
    library.crypt.restype = ctypes.c_char_p
    return library.crypt(password.encode(), b"$2y$04$abcdefghijklmnopqrstuu").decode()


class Daemon(Process):
    """sitewatchd on a configuration, up when the constructor returns. `login`: (user, password) for whatever is asked."""

    def __init__(self, config, ready=True, environment=None, before=(), login=None, **options):
        self._headers = basic(*login) if login else {}
        super().__init__([*before, BINARIES / "sitewatchd", "--config", config],
                         env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **(environment or {})}, **options)
        self.base = self.address = None
        if ready:
            self.base = self.wait_for_line("ready listen=").split("listen=", 1)[1].split()[0]
            self.address = self.base.split("//", 1)[1]

    def url(self, path):
        return self.base + path

    def get(self, path, headers=None, **more):
        return ask(self.url(path), headers={**self._headers, **(headers or {})}, **more)

    def alerts(self):
        return json.loads(self.get("/api/v1/alerts").body)["alerts"]

    def metrics(self):
        return parse_metrics(self.get("/metrics").body)

    def value(self, name, **labels):
        """The one sample of that name whose labels include these, or None."""
        found = [value for (sample, pairs), value in self.metrics().items()
                 if sample == name and set(labels.items()) <= set(pairs)]
        assert len(found) <= 1, f"{name}{labels}: {found}"
        return found[0] if found else None

    def site(self, site):
        return json.loads(self.get(f"/api/v1/sites/{site}").body)

    def reload(self):
        seen = len(self.lines)
        self.signal(signal.SIGHUP)
        return self.wait_for_line("reload", start=seen)


class Prometheus(Process):
    """Debian's prometheus, ready when the constructor returns."""

    def __init__(self, config, storage, port):
        super().__init__(["prometheus", f"--config.file={config}", f"--storage.tsdb.path={storage}",
                          f"--web.listen-address=127.0.0.1:{port}", "--log.level=warn"])
        self.base = f"http://127.0.0.1:{port}"
        wait_until(self._ready, what="Prometheus")

    def _ready(self):
        try:
            return ask(self.base + "/-/ready").status == 200
        except OSError:
            return False

    def query(self, expression):
        answer = ask(self.base + "/api/v1/query?" + urllib.parse.urlencode({"query": expression}))
        parsed = json.loads(answer.body)
        if parsed["status"] != "success":
            raise AssertionError(f"{expression}: {parsed.get('error')}")
        return parsed["data"]["result"]


def parse_metrics(text):
    """{(name, ((label, value), …)): number}; a series that comes twice is an error."""
    samples = {}
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        head, value = line.rsplit(" ", 1)
        name, _, labels = head.partition("{")
        pairs = []
        rest = labels[:-1]
        while rest:
            key, rest = rest.split('="', 1)
            text_value = ""
            while rest[0] != '"':
                if rest[0] == "\\":
                    text_value += {"n": "\n"}.get(rest[1], rest[1])
                    rest = rest[2:]
                else:
                    text_value += rest[0]
                    rest = rest[1:]
            pairs.append((key, text_value))
            rest = rest[1:].lstrip(",")
        key = (name, tuple(sorted(pairs)))
        if key in samples:
            raise AssertionError(f"series twice: {line}")
        samples[key] = float(value)
    return samples


NGINX = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log stderr notice;
events {{}}
http {{
  access_log {folder}/access.log combined;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
{servers}
}}
"""


class SystemTest(unittest.TestCase):
    """A temporary folder, and everything started in it ended when the test is over."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="sitewatch-system-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def keep(self, peer):
        """Ends a server or process after the test."""
        def end():
            if isinstance(peer, Process):
                peer.kill()
            else:
                peer.close()
        self.addCleanup(end)
        return peer

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def start_nginx(self, servers, port):
        """A real nginx with these server blocks, one of which listens on `port`; its requests are in access.log."""
        conf = self.write("nginx.conf", NGINX.format(folder=self.folder, servers=servers))
        process = self.keep(Process(["/usr/sbin/nginx", "-p", self.folder, "-c", conf]))

        def answers():
            self.assertIsNone(process.child.poll(), process.lines)
            with socket.socket() as probe:
                return probe.connect_ex(("127.0.0.1", port)) == 0
        wait_until(answers, what="nginx")

    def configuration(self, sites, mail=None, name="sitewatch.yaml", **changes):
        """Writes a quick configuration for `sites` ({id: url}, or {id: row of the inventory}); JSON is YAML too.

        `mail` is a server without encryption, or the whole section. `changes` replace whole keys; None removes one.
        """
        rows = [{"编号": site, "网站名称": f"{site}网站", "首页网址": row, "主办单位": "S1", "允许网段": "127.0.0.0/8"}
                if isinstance(row, str) else row for site, row in sites.items()]
        header = sorted({key for row in rows for key in row})
        table = [header] + [[row.get(key, "") for key in header] for row in rows]
        with open(self.folder / "sites.csv", "w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(table)
        self.write("sponsors.csv", "编号,单位全称,电子邮箱\r\nS1,青禾区教育局,unit@mail.example\r\n")
        settings = {
            "office": {"name": "青禾区人民政府办公室", "mail": "office@mail.example"},
            "listen": "127.0.0.1:0",
            "state_dir": str(self.folder / "state"),
            "sponsors": ["sponsors.csv"],
            "inventory": ["sites.csv"],
            "receivers": [{"name": "ops", "mail": ["ops@mail.example"]}, {"name": "office", "mail": ["office@mail.example"]}],
            "probe": {**QUICK, "vantage": "本机"},
            "freshness": {"home_interval": "1h"},
        }
        if isinstance(mail, dict):
            settings["mail"] = mail
        elif mail:
            settings["mail"] = {"relays": [{"server": f"127.0.0.1:{mail.port}", "tls": "none"}],
                                "from": "sitewatch@mail.example", "reply_to": "office@mail.example",
                                "rate": "600/min", "group_wait": "1s"}
        settings.update(changes)
        settings = {key: value for key, value in settings.items() if value is not None}
        (self.folder / "state").mkdir(mode=0o700, exist_ok=True)
        return self.write(name, json.dumps(settings, ensure_ascii=False, indent=1))

    def daemon(self, config, **more):
        return self.keep(Daemon(config, **more))

    def district(self, **more):
        """The demo district; answers its folder and its process, which knows the `login` to the daemon's pages."""
        folder = pathlib.Path(tempfile.mkdtemp(prefix="district-", dir=self.folder))
        process = self.keep(Process([BINARIES / "demo_district", "--folder", folder], stream="stdout",
                                    stdin=subprocess.PIPE, **more))
        ready = process.wait_for_line("ready")
        process.login = tuple(ready.split(" login=", 1)[1].split()[0].split(":", 1))
        return folder, process
