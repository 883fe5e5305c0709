#!/usr/bin/python3
"""Devices that keep showd waiting keep nobody else waiting: half-dead ones beside healthy ones,
counted in runs, not in seconds."""
import contextlib
import socket
import sqlite3
import threading
import unittest

import harness

CREDENTIALS = {"sim": {"username": "admin", "password": "cisco"}}
SILENT, UNANSWERED, HEALTHY = 100, 100, 50


class SilentPort:
    """Accepts every connection, says `greeting`, and then nothing, whatever comes."""

    def __init__(self, greeting=b""):
        self.greeting = greeting
        self.listener = socket.create_server(("0.0.0.0", 0), backlog=1000)
        self.port = self.listener.getsockname()[1]
        self.accepted = []
        self.thread = threading.Thread(target=self._accept, daemon=True)
        self.thread.start()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                connection.sendall(self.greeting)
                self.accepted.append(connection)

    def close(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join(5)
        for connection in self.accepted:
            connection.close()


class DeafPort:
    """Its queue of connections is full: Linux drops the SYNs that come then."""

    def __init__(self):
        self.listener = socket.socket()
        self.listener.bind(("0.0.0.0", 0))
        self.listener.listen(0)
        self.port = self.listener.getsockname()[1]
        self.fillers = []
        for _ in range(4):
            filler = socket.socket()
            filler.setblocking(False)
            filler.connect_ex(("127.0.0.1", self.port))
            self.fillers.append(filler)

    def close(self):
        for one in [self.listener, *self.fillers]:
            one.close()


def beside(name, count, port, transport):
    """Devices at addresses of their own: what is limited for an address is another matter."""
    return "".join(f"  {name}{i}: {{address: 127.77.{i // 250}.{i % 250 + 1}, port: {port}, transport: {transport}, "
                   "platform: cisco_ios, credentials: [sim]}\n" for i in range(count))


class Fairness(unittest.TestCase):
    def healthy_ones_beside(self, devices):
        with harness.Simulator("cisco_ios", "--no-telnet", devices=HEALTHY) as simulator:
            inventory = simulator.devices().rstrip("\n") + "\n" + devices
            with harness.Showd({"lab": ("every: 10s", inventory)}, "polling: {threads: 2}", CREDENTIALS) as showd:
                def runs():
                    with contextlib.closing(sqlite3.connect(showd.database)) as database:
                        return database.execute("select count(*) from run").fetchone()[0]
                harness.wait_until(lambda: runs() >= 3, 120, "two periods are over")
                polled = {row["device"] for row, value in showd.metrics().all(
                    "showd_device_polls_total", result="ok") if value >= 1}
                self.assertEqual(len(polled), HEALTHY, "every healthy device in its first two periods")

    def test_beside_silent_and_unanswered_ones(self):
        with contextlib.closing(SilentPort()) as silent, contextlib.closing(DeafPort()) as deaf:
            self.healthy_ones_beside(
                beside("console", SILENT // 2, silent.port, "telnet") + beside("ssh", SILENT // 2, silent.port, "ssh") +
                beside("dark", UNANSWERED, deaf.port, "ssh"))

    def test_beside_ones_that_fall_silent_within_the_login(self):
        with contextlib.closing(SilentPort(b"SSH-2.0-OpenSSH_9.2\r\n")) as ssh, \
             contextlib.closing(SilentPort(b"\r\nUsername: ")) as telnet:
            self.healthy_ones_beside(beside("ssh", SILENT, ssh.port, "ssh") +
                                     beside("telnet", SILENT, telnet.port, "telnet"))


if __name__ == "__main__":
    unittest.main()
