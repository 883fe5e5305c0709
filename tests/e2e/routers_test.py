#!/usr/bin/python3
"""The main job on real routers: every transport, every kind of login, 50 flips, kill -9.

What FRR itself reports after each flip (vtysh past every login) is the truth that the history of
every device entry has to hold, no more and no less."""
import collections
import random
import signal
import sqlite3
import time
import unittest

import harness

INVENTORY = """
defaults: {platform: frr, address: 127.0.0.1}
devices:
  r1-openssh-password: {port: 42201, credentials: password}
  r1-dropbear:         {port: 42221, credentials: password}
  r1-old-box:          {port: 42211, credentials: password, legacy: true}
  r1-paged:            {port: 42212, credentials: password}
  r2-openssh-key:      {port: 42202, credentials: key}
  r2-vty:              {port: 42602, credentials: vty, transport: telnet, enable: true}
  r3-telnetd:          {port: 42303, credentials: password, transport: telnet}
  r3-openssh-password: {port: 42203, credentials: password}
"""
ROUTERS = ("r1", "r2", "r3")
PORTS = [f"ge{i}" for i in range(1, 9)]
PERIOD = 2.0
FLIPS = 50
APART = 3.2  # seconds between two flips of one port: more than a period
STATUS = {1: "up", 2: "down", 3: "testing", 7: "down"}


def state_of(admin, oper):
    return STATUS[admin], STATUS[oper]


class Routers(unittest.TestCase):
    def test_history_is_what_the_routers_say(self):
        with harness.Testbed() as testbed:
            for router in ROUTERS:  # links take a moment to come up, which would be a change
                harness.wait_until(lambda: {testbed.truth(router).get(port) for port in PORTS} == {("up", "up")}, 30,
                                   f"every port of {router} up")
            showd = harness.Showd({"lab": (f"every: {PERIOD:g}s", INVENTORY)},
                                  credentials=testbed.credentials)
            with showd:
                self.all_up(showd)
                truth = {router: {port: [state] for port, state in testbed.truth(router).items()}
                         for router in ROUTERS}
                self.flip(showd, testbed, truth)
                showd.wait_for_runs(3)  # the first may have begun before the last flip
                self.assert_history(showd, truth)
                self.assert_metrics(showd, testbed)
                self.kill_and_go_on(showd, testbed, truth)

    def all_up(self, showd):
        devices = harness.wait_until(lambda: showd.metrics().all("showd_device_up"), what="devices")
        self.assertEqual(len(devices), 8)
        harness.wait_until(lambda: all(value == 1 for _, value in showd.metrics().all("showd_device_up")),
                           60, "every device up")

    def flip(self, showd, testbed, truth):
        """FLIPS changes of a random port's admin state or cable. Each batch falls into the pause
        between two runs and is waited for until FRR itself reports it: a router that is asked in
        the very millisecond of a change may show something in between."""
        chance = random.Random(20)
        cables = collections.defaultdict(lambda: "up")
        ready_at = collections.defaultdict(float)
        done = 0
        while done < FLIPS:
            showd.wait_for_runs(1)
            batch = {}
            for router in ROUTERS:
                free = [port for port in PORTS if ready_at[router, port] <= time.monotonic()]
                for port in chance.sample(free, min(2, len(free), FLIPS - done)):
                    admin = truth[router][port][-1][0]
                    if chance.random() < 0.5:
                        admin = "down" if admin == "up" else "up"
                        testbed.run("flip", router, port, admin)
                    else:
                        cables[router, port] = "down" if cables[router, port] == "up" else "up"
                        testbed.run("carrier", router, port, cables[router, port])
                    oper = "up" if admin == "up" and cables[router, port] == "up" else "down"
                    batch[router, port] = (admin, oper)
                    ready_at[router, port] = time.monotonic() + APART
                    done += 1
            for (router, port), expected in batch.items():
                harness.wait_until(lambda: testbed.truth(router)[port] == expected, 10,
                                   f"FRR reports {router} {port} {expected}")
                if truth[router][port][-1] != expected:
                    truth[router][port].append(expected)

    def history(self, showd):
        rows = showd.query("""
            SELECT device.name, interface.name, admin_status, oper_status
            FROM interface_history AS history
            JOIN interface ON interface.id = history.interface
            JOIN device ON device.id = interface.device
            ORDER BY device.name, interface.name, valid_from""")
        history = collections.defaultdict(list)
        for device, port, admin, oper in rows:
            history[device, port].append(state_of(admin, oper))
        return history

    def assert_history(self, showd, truth):
        history = self.history(showd)
        devices = {device for device, _ in history}
        self.assertEqual(len(devices), 8)
        for device in sorted(devices):
            for port, states in truth[device[:2]].items():
                self.assertEqual(history[device, port], states, f"{device} {port}")
        flips = sum(len(states) - 1 for ports in truth.values() for states in ports.values())
        self.assertGreater(flips, FLIPS // 2, "the flips must have done something")
        print(f"{FLIPS} flips, {flips} changes of state, {len(history)} port histories agree")

    def assert_metrics(self, showd, testbed):
        metrics = showd.metrics()
        now = {router: testbed.truth(router) for router in ROUTERS}
        for device, _ in metrics.all("showd_device_up"):
            for port, (admin, oper) in now[device["device"][:2]].items():
                at = {"device": device["device"], "interface": port}
                self.assertEqual(metrics.value("showd_interface_admin_up", **at), float(admin == "up"), at)
                self.assertEqual(metrics.value("showd_interface_up", **at), float(oper == "up"), at)

    def kill_and_go_on(self, showd, testbed, truth):
        before = self.history(showd)
        showd.stop(signal.SIGKILL)
        admin = truth["r1"]["ge5"][-1][0]
        testbed.run("flip", "r1", "ge5", "down" if admin == "up" else "up")
        time.sleep(2 * PERIOD)
        showd.start()
        self.all_up(showd)
        showd.wait_for_runs(3)  # the first may have begun before the last flip
        changed = testbed.truth("r1")["ge5"]
        after = self.history(showd)
        for key, states in after.items():
            expected = list(before[key])
            if key[0].startswith("r1") and key[1] == "ge5" and expected[-1] != changed:
                expected.append(changed)
            self.assertEqual(states, expected, f"no false change: {key}")
        gaps = showd.query("""SELECT device FROM gap_log
                              WHERE if_name IS NULL AND reason = 'showd stopped' AND to_ts > from_ts""")
        self.assertEqual({name for name, in gaps}, {key[0] for key in before}, "a gap for each device")


if __name__ == "__main__":
    harness.main()
