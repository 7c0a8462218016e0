"""Fifty clients file reports at once, and the daemon is killed at pseudo-random points: nothing that was acknowledged is
lost, nothing is stored twice. Prints how many filings a second were acknowledged, and how long the slowest took.

`filings_test.py --seconds=60` files for longer than the usual 5 s.
"""
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


class Client(threading.Thread):
    """One client on one connection, filing as fast as it is answered; a lost answer is asked for again by its key."""

    def __init__(self, port, token, name, period, until):
        super().__init__(daemon=True)
        self.receipts = {}  # idempotency key: receipt
        self.seconds = []
        self.error = None
        self._port, self._token, self._name, self._period, self._until = port, token, name, period, until

    def body(self, key):
        return json.dumps({"sponsor": "S1", "period": self._period, "note": key, "idempotency_key": key,
                           "sites": [{"site": "s0", "migration_percent": 40}]}).encode()

    def run(self):
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        number = 0
        try:
            connection.connect()
            connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while time.monotonic() < self._until:
                key = f"{self._name}-{number}"
                began = time.monotonic()
                connection.request("POST", "/api/v1/reports", self.body(key), headers)
                answer = connection.getresponse()
                text = answer.read()
                if answer.status not in (200, 201):
                    self.error = f"{answer.status} {text}"
                    return
                self.seconds.append(time.monotonic() - began)
                self.receipts[key] = json.loads(text)["receipt"]
                number += 1
        except (OSError, ValueError, http.client.HTTPException):
            return  # The daemon is gone, perhaps in the middle of an answer: that one was not acknowledged.
        finally:
            connection.close()


class Filings(peers.SystemTest):
    def setUp(self):
        super().setUp()
        website = self.keep(peers.Website())
        self.config = self.configuration({"s0": website.url}, probe=dict(peers.QUICK))
        self.receipts = {}

    def start(self):
        daemon = self.daemon(self.config)
        token = (self.folder / "state" / "token").read_text().strip()
        period = json.loads(daemon.get("/api/v1/reports").body)["period"]
        return daemon, token, period

    def clients(self, daemon, token, period, life, seconds):
        until = time.monotonic() + seconds
        return [Client(int(daemon.address.rsplit(":", 1)[1]), token, f"{life}-{number}", period, until) for number in range(CLIENTS)]

    def take(self, clients):
        for client in clients:
            client.join()
            self.assertIsNone(client.error)
            self.receipts.update(client.receipts)

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
        for kill in range(KILLS):
            daemon, token, period = self.start()
            clients = self.clients(daemon, token, period, f"life{kill}", 60)
            for client in clients:
                client.start()
            # No event to await here: the point is to end it at any moment.
            time.sleep(chance.uniform(0.3, 2.0))
            daemon.kill()
            self.take(clients)
            rows = self.rows()
            for key, receipt in self.receipts.items():
                self.assertEqual(receipt, rows.get(key), key)
        self.assertGreater(len(self.receipts), 100)

        daemon, token, period = self.start()
        clients = self.clients(daemon, token, period, "calm", SECONDS)
        began = time.monotonic()
        for client in clients:
            client.start()
        self.take(clients)
        seconds = sorted(each for client in clients for each in client.seconds)
        rate = len(seconds) / (time.monotonic() - began)
        print(f"{CLIENTS} clients, {rate:.0f} filings/s acknowledged, median {1000 * seconds[len(seconds) // 2]:.1f} ms, "
              f"p99 {1000 * seconds[int(len(seconds) * 0.99)]:.1f} ms", flush=True)
        # A key that was acknowledged before a kill gives the same receipt again, and no row.
        before = len(self.rows())
        again = self.clients(daemon, token, period, "again", 0)[0]
        for key in chance.sample(sorted(self.receipts), 20):
            answer = peers.ask(daemon.url("/api/v1/reports"), "POST", again.body(key).decode(),
                               {"Authorization": f"Bearer {token}", "Content-Type": "application/json"})
            self.assertEqual(200, answer.status, answer.body)
            self.assertEqual(self.receipts[key], json.loads(answer.body)["receipt"])
        self.assertEqual(before, len(self.rows()))


if __name__ == "__main__":
    for argument in list(sys.argv):
        if argument.startswith("--seconds="):
            SECONDS = float(argument.split("=")[1])
            sys.argv.remove(argument)
    peers.main()
