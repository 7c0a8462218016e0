"""Postfix as the relay, as an office would run it: STARTTLS under a private authority, a login, mailboxes that are read back."""
import email
import email.policy
import os
import pwd
import socket
import subprocess
import unittest

import peers

MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/mail.log
maillog_file_prefixes = {folder}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = relay.mail.example
mydestination =
mynetworks =
virtual_mailbox_domains = mail.example
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = inline:{{ops@mail.example=ops/ office@mail.example=office/}}
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
smtpd_tls_security_level = encrypt
smtpd_tls_chain_files = {folder}/leaf.key, {folder}/leaf.pem
smtpd_sasl_auth_enable = yes
smtpd_sasl_path = smtpd
smtpd_sasl_local_domain = mail.example
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions = permit_sasl_authenticated, reject
"""
# Debian's postfix looks for it in the folder `sasl` of its configuration.
SASL = """pwcheck_method: auxprop
auxprop_plugin: sasldb
sasldb_path: {folder}/conf/sasl/sasldb2
mech_list: PLAIN LOGIN
"""
# Nothing in it can send a mail away from this machine.
MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""
PASSWORD = "口令-long enough 9"


class Postfix:
    """A private postfix: configuration, queue, log and mailboxes lie under `folder`. It ends with the test."""

    def __init__(self, folder):
        self.folder = folder
        owner, reader = pwd.getpwnam("postfix"), pwd.getpwnam("nobody")
        for name, user in (("conf", None), ("conf/sasl", None), ("queue", None), ("data", owner), ("mail", reader)):
            path = folder / name
            path.mkdir()
            if user:
                os.chown(path, user.pw_uid, user.pw_gid)
        self.port = peers.free_port()
        self._write("conf/main.cf", MAIN.format(folder=folder, uid=reader.pw_uid, gid=reader.pw_gid))
        self._write("conf/master.cf", MASTER.format(port=self.port))
        self._write("conf/sasl/smtpd.conf", SASL.format(folder=folder))
        self._user(owner.pw_gid)
        self._postfix("start")
        peers.wait_until(self._greets, what="postfix")

    def _write(self, name, text):
        (self.folder / name).write_text(text, encoding="utf-8")

    def _user(self, group):
        base = self.folder / "conf" / "sasl" / "sasldb2"
        subprocess.run(["/usr/sbin/saslpasswd2", "-p", "-c", "-f", base, "-u", "mail.example", "sitewatch"],
                       input=PASSWORD.encode(), check=True, timeout=60)
        os.chown(base, 0, group)
        base.chmod(0o640)

    def _postfix(self, command):
        done = subprocess.run(["/usr/sbin/postfix", "-c", self.folder / "conf", command], capture_output=True, text=True,
                              timeout=60, check=False)
        if done.returncode != 0:
            raise AssertionError(f"postfix {command}: {done.stderr}\n{self.log()}")

    def _greets(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def log(self):
        path = self.folder / "mail.log"
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    def mails(self, box):
        """What lies in a mailbox, oldest first."""
        files = sorted((self.folder / "mail" / box / "new").glob("*"), key=lambda file: file.stat().st_mtime_ns)
        return [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files]

    def wait_for(self, part, box="ops", limit=60.0):
        """The first mail in a mailbox whose subject holds `part`."""
        def found():
            return next((mail for mail in self.mails(box) if part in mail["Subject"]), None)
        try:
            return peers.wait_until(found, limit, f"a mail with {part!r}")
        except AssertionError as error:
            raise AssertionError(f"{error}; postfix says:\n{self.log()}") from None

    def close(self):
        self._postfix("stop")


def openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True, timeout=60)


@unittest.skipUnless(os.geteuid() == 0, "postfix starts as root only")
class MailThroughPostfix(peers.SystemTest):
    def setUp(self):
        super().setUp()
        self.folder.chmod(0o755)  # Postfix gives up root's rights.
        self.authority("ca")
        self.authority("other")
        self.leaf()
        self.site = self.keep(peers.Website())
        self.relay = self.keep(Postfix(self.folder))
        self.write("credentials", f"sitewatch\n{PASSWORD}\n").chmod(0o600)

    def authority(self, name):
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30",
                "-keyout", self.folder / f"{name}.key", "-out", self.folder / f"{name}.pem", "-subj", f"/CN={name}")

    def leaf(self):
        names = self.write("names", "subjectAltName=IP:127.0.0.1\n")
        openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout",
                self.folder / "leaf.key", "-out", self.folder / "leaf.csr", "-subj", "/CN=relay.mail.example")
        openssl("x509", "-req", "-in", self.folder / "leaf.csr", "-CA", self.folder / "ca.pem", "-CAkey",
                self.folder / "ca.key", "-CAcreateserial", "-days", "30", "-extfile", names, "-out", self.folder / "leaf.pem")

    def settings(self, authority="ca", ops=("ops@mail.example",)):
        return self.configuration(
            {"jiaoyu": self.site.url},
            receivers=[{"name": "ops", "mail": list(ops)}, {"name": "office", "mail": ["office@mail.example"]}],
            mail={"relays": [{"server": f"127.0.0.1:{self.relay.port}", "tls": "starttls",
                              "credentials_file": "credentials"}],
                  "from": "sitewatch@mail.example", "trust_file": f"{authority}.pem", "rate": "600/min",
                  "group_wait": "1s"})

    def outage(self, **settings):
        """A daemon, and a site that goes down under its eyes."""
        daemon = self.daemon(self.settings(**settings))
        peers.wait_until(lambda: daemon.value("sitewatch_site_state", site="jiaoyu", state="up") == 1, what="up")
        self.site.status = 503
        peers.wait_until(lambda: daemon.value("sitewatch_site_state", site="jiaoyu", state="down") == 1, what="down")
        return daemon

    def told(self, daemon, result):
        return sum(value for (name, labels), value in daemon.metrics().items()
                   if name == "sitewatch_notifications_total" and ("result", result) in labels)

    def wait_for_visits(self, number):
        until = self.site.visits + number
        peers.wait_until(lambda: self.site.visits >= until, what=f"{number} further visits")

    def test_a_mail_and_its_recovery_lie_in_the_mailbox_as_they_were_meant(self):
        self.outage()
        problem = self.relay.wait_for("jiaoyu网站无法访问")
        self.assertIn("with ESMTPSA", problem["Received"])  # TLS and a login.
        self.assertEqual("auto-generated", problem["Auto-Submitted"])
        self.assertRegex(problem["Message-ID"], r"^<[^<>\s]+@mail\.example>$")
        for kind in ("plain", "html"):
            self.assertIn("服务器返回错误（503）", problem.get_body((kind,)).get_content())
        self.site.status = 200
        recovery = self.relay.wait_for("已恢复")
        self.assertEqual(problem["Message-ID"], recovery["In-Reply-To"])
        self.assertIn(problem["Message-ID"], recovery["References"])
        self.assertEqual(["jiaoyu网站" in mail["Subject"] for mail in self.relay.mails("ops")].count(True), 2)

    def test_an_address_that_is_gone_is_parked_and_the_other_hears_of_it(self):
        daemon = self.outage(ops=("ops@mail.example", "gone@mail.example"))
        self.relay.wait_for("jiaoyu网站无法访问")
        peers.wait_until(lambda: self.told(daemon, "parked"), what="a parked mail")
        self.assertIn("550 5.1.1 <gone@mail.example>", self.relay.log())
        self.assertEqual(1, len([m for m in self.relay.mails("ops") if "无法访问" in m["Subject"]]))

    def test_a_relay_under_another_authority_gets_nothing_until_it_is_trusted(self):
        daemon = self.outage(authority="other")
        peers.wait_until(lambda: self.told(daemon, "temporary"), what="an attempt")
        self.wait_for_visits(3)
        self.assertGreater(daemon.value("sitewatch_outbox_pending"), 0)
        self.assertNotIn("client=", self.relay.log())  # Written with the first MAIL that is let in.
        self.settings(authority="ca")
        self.assertIn("reload done", daemon.reload())
        self.relay.wait_for("jiaoyu网站无法访问", limit=150)

    def test_a_refused_login_is_not_tried_again_and_again(self):
        right = (self.folder / "credentials").read_text(encoding="utf-8")
        self.write("credentials", "sitewatch\nwrong\n")
        daemon = self.outage()
        refusals = lambda: self.relay.log().count("authentication failed")
        peers.wait_until(refusals, what="a refused login")
        self.wait_for_visits(5)
        self.assertEqual(1, refusals())
        self.assertGreater(daemon.value("sitewatch_outbox_pending"), 0)
        self.write("credentials", right)
        self.assertIn("reload done", daemon.reload())
        self.relay.wait_for("jiaoyu网站无法访问", limit=150)


if __name__ == "__main__":
    peers.main()
