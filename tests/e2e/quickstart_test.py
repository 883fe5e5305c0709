#!/usr/bin/python3
"""config/quickstart --once, on what is built: exit 0 only if all its devices are known and up."""
import os
import subprocess
import unittest

import harness


def setUpModule():
    harness.own_network()  # its ports are fixed: people type them


class Quickstart(unittest.TestCase):
    def run_once(self, **env):
        return subprocess.run([str(harness.SOURCE / "config" / "quickstart"), "--once"], text=True, timeout=120,
                              env=dict(os.environ, BUILD=str(harness.BUILD), **env), capture_output=True,
                              stdin=subprocess.DEVNULL)

    def test_once(self):
        harness.need("curl", "sqlite3")
        done = self.run_once()
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        for expected in ("r1", "r2", "r3", "GigabitEthernet0/0", "interface_now", "/metrics"):
            self.assertIn(expected, done.stdout)
        self.assertRegex(done.stdout, r"in [0-9.]+ s\.")

    def test_a_taken_port_is_told_and_fails(self):
        import socket
        with socket.socket() as taken:
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            taken.bind(("127.0.0.1", 9788))
            taken.listen()
            done = self.run_once()
        self.assertEqual(done.returncode, 1)
        self.assertIn("9788", done.stderr)


if __name__ == "__main__":
    harness.main()
