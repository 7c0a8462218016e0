"""Fifty units file reports at once, each by a client with a token of its own, and the daemon is killed at pseudo-random points: nothing that was acknowledged is
lost, nothing is stored twice. Prints how many filings a second were acknowledged, and how long the slowest took.

`filings_test.py --seconds=60` files for longer than the usual 5 s.
"""
import hashlib
import http.client
import json
import random
import socket
import sqlite3
import sys
import threading
import time
import unittest

import peers

CLIENTS = 50
KILLS = 4
SECONDS = 5.0


def token_of(unit):
    return f"the token of unit {unit}"


class Client(threading.Thread):
    """One unit's client on one connection, filing as fast as it is answered."""

    def __init__(self, port, unit, life, period, until):
        super().__init__(daemon=True)
        self.receipts = {}  # idempotency key: receipt
        self.unanswered = None  # The key of a filing that was sent and whose answer did not come.
        self.seconds = []
        self.error = None
        self._port, self._unit, self._name, self._period, self._until = port, unit, f"{life}/{unit}", period, until

    @staticmethod
    def body(unit, key, period):
        return json.dumps({"sponsor": f"U{unit}", "period": period, "note": key, "idempotency_key": key,
                           "sites": [{"site": f"s{unit}", "migration_percent": 40}]}).encode()

    @staticmethod
    def headers(unit):
        return {"Authorization": f"Bearer {token_of(unit)}", "Content-Type": "application/json"}

    def run(self):
        headers = self.headers(self._unit)
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        number = 0
        try:
            connection.connect()
            connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while time.monotonic() < self._until:
                key = f"{self._name}-{number}"
                began = time.monotonic()
                self.unanswered = key
                connection.request("POST", "/api/v1/reports", self.body(self._unit, key, self._period), headers)
                answer = connection.getresponse()
                text = answer.read()
                if answer.status not in (200, 201):
                    self.error = f"{answer.status} {text}"
                    return
                self.seconds.append(time.monotonic() - began)
                self.receipts[key] = json.loads(text)["receipt"]
                self.unanswered = None
                number += 1
        except (OSError, ValueError, http.client.HTTPException):
            return  # The daemon is gone, perhaps in the middle of an answer: that one was not acknowledged.
        finally:
            connection.close()


class Filings(peers.SystemTest):
    def setUp(self):
        super().setUp()
        website = self.keep(peers.Website())
        units = range(CLIENTS)
        row = {"首页网址": website.url, "允许网段": "127.0.0.0/8"}
        sites = {f"s{unit}": {**row, "编号": f"s{unit}", "网站名称": f"第{unit}网站", "主办单位": f"U{unit}"} for unit in units}
        digests = [hashlib.sha256(token_of(unit).encode()).hexdigest() for unit in units]
        tokens = [{"name": f"unit-{unit}", "role": "sponsor", "sponsor": f"U{unit}", "sha256": digests[unit]} for unit in units]
        self.config = self.configuration(sites, probe={**peers.QUICK, "interval": "60s"}, tokens=tokens)
        self.write("sponsors.csv", "编号,单位全称\r\n" + "".join(f"U{unit},第{unit}单位\r\n" for unit in units))
        self.receipts = {}

    def start(self):
        daemon = self.daemon(self.config)
        self.period = json.loads(daemon.get("/api/v1/reports").body)["period"]
        return daemon

    def clients(self, daemon, life, seconds):
        until = time.monotonic() + seconds
        port = int(daemon.address.rsplit(":", 1)[1])
        return [Client(port, unit, life, self.period, until) for unit in range(CLIENTS)]

    def take(self, clients):
        for client in clients:
            client.join()
            self.assertIsNone(client.error)
            self.receipts.update(client.receipts)

    def ask_again(self, daemon, key):
        """Files under a key for the second time, as a client whose answer was lost does: 200 if it was stored, 201 if not."""
        unit = int(key.split("/")[1].split("-")[0])
        body = Client.body(unit, key, self.period).decode()
        answer = peers.ask(daemon.url("/api/v1/reports"), "POST", body, Client.headers(unit))
        self.assertIn(answer.status, (200, 201), answer.body)
        return answer.status, json.loads(answer.body)["receipt"]

    def rows(self):
        """idempotency key → receipt, as the file has them; a key that stands twice is a filing that was doubled."""
        with sqlite3.connect(f"file:{self.folder}/state/sitewatch.db?mode=ro", uri=True) as connection:
            found = connection.execute("SELECT idempotency_key, receipt FROM filing").fetchall()
            self.assertEqual("ok", connection.execute("PRAGMA integrity_check").fetchone()[0])
        connection.close()
        self.assertEqual(len(found), len(dict(found)), "a filing is stored twice")
        self.assertEqual(len(found), len({receipt for _, receipt in found}), "a receipt is given twice")
        return dict(found)

    def test_fifty_clients_lose_and_double_nothing_over_kills(self):
        chance = random.Random(20261120)
        unanswered = set()
        for kill in range(KILLS):
            daemon = self.start()
            clients = self.clients(daemon, f"life{kill}", 60)
            for client in clients:
                client.start()
            # No event to await here: the point is to end it at any moment.
            time.sleep(chance.uniform(0.3, 2.0))
            daemon.kill()
            self.take(clients)
            rows = self.rows()
            for key, receipt in self.receipts.items():
                self.assertEqual(receipt, rows.get(key), key)
            unanswered |= {client.unanswered for client in clients if client.unanswered}
        self.assertGreater(len(self.receipts), 100)
        self.assertGreater(len(unanswered), KILLS, "no kill cut an answer off")

        daemon = self.start()
        rows = self.rows()
        for key in sorted(unanswered):
            status, receipt = self.ask_again(daemon, key)
            self.assertEqual(200 if key in rows else 201, status, key)
            self.assertEqual(rows.get(key, receipt), receipt, key)
            self.receipts[key] = receipt
        clients = self.clients(daemon, "calm", SECONDS)
        began = time.monotonic()
        for client in clients:
            client.start()
        self.take(clients)
        seconds = sorted(each for client in clients for each in client.seconds)
        rate = len(seconds) / (time.monotonic() - began)
        print(f"{CLIENTS} units, {rate:.0f} filings/s acknowledged, median {1000 * seconds[len(seconds) // 2]:.1f} ms, "
              f"p99 {1000 * seconds[int(len(seconds) * 0.99)]:.1f} ms", flush=True)
        # A key that was acknowledged before a kill gives the same receipt again, and no row.
        before = len(self.rows())
        for key in chance.sample(sorted(self.receipts), 20):
            self.assertEqual((200, self.receipts[key]), self.ask_again(daemon, key))
        self.assertEqual(before, len(self.rows()))


if __name__ == "__main__":
    for argument in list(sys.argv):
        if argument.startswith("--seconds="):
            SECONDS = float(argument.split("=")[1])
            sys.argv.remove(argument)
    peers.main()
