#!/usr/bin/python3
"""The log where people read it: a real systemd-journald with a journal of its own, logfmt and JSON
on stderr, and what `--once` ends with."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

import harness

JOURNALD = "/lib/systemd/systemd-journald"
CREDENTIALS = {"sim": {"username": "admin", "password": "cisco"}}


class Journal:
    """A journald of our own: /run is an empty file system in a mount namespace of its own, where
    what `service` starts finds it. Its files are read from outside."""

    def __init__(self):
        if os.geteuid() != 0:
            raise unittest.SkipTest("needs root (mount namespace)")
        harness.need(JOURNALD, "journalctl", "systemd-cat", "unshare", "nsenter")
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="showd-journal-"))
        machine = self.folder / "machine-id"
        machine.write_text("0" * 31 + "1\n")
        # /run/log/journal is a folder of ours, so that it is seen on both sides.
        script = (f"mount --bind {machine} /etc/machine-id && mount -t tmpfs none /run && "
                  "mkdir -p /run/systemd/journal /run/log/journal && "
                  f"mkdir {self.folder}/journal && mount --bind {self.folder}/journal /run/log/journal && "
                  f"exec {JOURNALD}")
        self.process = subprocess.Popen(["unshare", "--mount", "sh", "-c", script], stderr=subprocess.DEVNULL)
        enter = ["nsenter", "--mount", f"--target={self.process.pid}"]
        # As systemd starts a service: stderr is the journal's, and $JOURNAL_STREAM names it.
        self.service = [*enter, "systemd-cat", "sh", "-c",
                        'JOURNAL_STREAM=$(stat -Lc %d:%i /proc/$$/fd/2) exec "$0" "$@"']
        ready = [*enter, "test", "-S", "/run/systemd/journal/stdout"]
        harness.wait_until(lambda: subprocess.run(ready, stderr=subprocess.DEVNULL).returncode == 0, 20, "journald")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(10)
        shutil.rmtree(self.folder)

    def entries(self, *matches):
        done = subprocess.run(["journalctl", f"--directory={self.folder}/journal", "-o", "json", "--all", "-q", *matches],
                              capture_output=True, text=True, check=True)
        return [json.loads(line) for line in done.stdout.splitlines()]


def one_device(**options):
    return harness.Simulator("cisco_ios", "--ssh", "127.0.0.1:0", **options)


def down(name):
    """A device whose port nobody listens at."""
    return f"{name}: {{address: 127.0.0.1, port: {harness.free_port()}, platform: cisco_ios, credentials: [sim]}}\n"


def first_name(simulator):
    return re.search(r"^  ([\w.-]+):", simulator.devices().split("devices:")[1], re.M)[1]


class InTheJournal(unittest.TestCase):
    def test_a_device_is_found_by_its_name(self):
        with Journal() as journal, one_device() as simulator:
            name = first_name(simulator)
            with harness.Showd({"lab": ("every: 1s", simulator.devices() + "  " + down("down"))}, credentials=CREDENTIALS,
                               prefix=journal.service):
                failed = harness.wait_until(lambda: journal.entries("DEVICE=down"), what="the line in the journal")[0]
                sums = harness.wait_until(lambda: journal.entries("EVENT=run_finished"), 5, "the sum")
            self.assertEqual({key: failed[key] for key in ("EVENT", "INVENTORY", "STAGE", "RESULT", "RUN", "PRIORITY", "SYSLOG_IDENTIFIER")},
                             {"EVENT": "device_failed", "INVENTORY": "lab", "STAGE": "connect", "RESULT": "refused",
                              "RUN": "1", "PRIORITY": "4", "SYSLOG_IDENTIFIER": "showd"})
            self.assertTrue(failed["MESSAGE"].startswith("down: refused (connect): "), failed["MESSAGE"])
            self.assertEqual(journal.entries(f"MESSAGE_ID={failed['MESSAGE_ID']}"), [failed])
            self.assertRegex(sums[0]["MESSAGE"], r"^lab: run 1: 1 ok, 1 failed \(connect 1\), ")
            self.assertEqual(journal.entries(f"DEVICE={name}"), [], "nothing is told of what is well")

    def test_a_change_is_found_by_its_interface(self):
        with Journal() as journal, one_device() as simulator:
            name, port = first_name(simulator), "GigabitEthernet0/1"
            with harness.Showd({"lab": ("every: 1s", simulator.devices())}, credentials=CREDENTIALS,
                               prefix=journal.service) as showd:
                harness.wait_until(lambda: showd.metrics().value("showd_device_up", device=name) == 1, what="it is up")
                hostile = 'x DEVICE=forged "quoted"'
                self.assertTrue(simulator.tell(f"set {name} {port} description {hostile}").endswith("ok\n"))
                told = harness.wait_until(lambda: journal.entries(f"DEVICE={name}", f"INTERFACE={port}"),
                                          what="the change in the journal")
            self.assertEqual([entry["EVENT"] for entry in told], ["interface_changed"])
            self.assertEqual(told[0]["MESSAGE"], rf'{name} {port}: description "link 1 of {name}" -> '
                                                 r'"x DEVICE=forged \"quoted\""')
            self.assertEqual(journal.entries("DEVICE=forged"), [])

    def test_another_host_key_is_followed_from_the_change_to_the_repair(self):
        with Journal() as journal, one_device() as simulator:
            name = first_name(simulator)
            with harness.Showd({"lab": ("every: 1s", simulator.devices())}, "polling: {keep: never}", CREDENTIALS,
                               prefix=journal.service) as showd:
                harness.wait_until(lambda: showd.metrics().value("showd_device_up", device=name) == 1, what="it is up")
                self.assertIn("ok", simulator.tell(f"hostkey {name} new"))
                changed = harness.wait_until(lambda: journal.entries(f"DEVICE={name}", "EVENT=host_key_changed"),
                                             what="the error")
                self.assertEqual((changed[0]["PRIORITY"], changed[0]["STAGE"]), ("3", "hostkey"))
                key = re.search(r"showctl.* hostkey accept \S+ (SHA256:\S+)", showd.showctl("hostkey", "accept", name).stderr)[1]
                showd.showctl("hostkey", "accept", name, key, check=0)
                harness.wait_until(lambda: journal.entries(f"DEVICE={name}", "EVENT=device_recovered"), what="it is back")
            self.assertEqual([entry["EVENT"] for entry in journal.entries(f"DEVICE={name}")],
                             ["host_key_changed", "host_key_accepted", "device_recovered"])
            self.assertIn(key, journal.entries("EVENT=host_key_accepted")[0]["MESSAGE"])


class Once(unittest.TestCase):
    def run_once(self, inventories, meanwhile=lambda showd: None):
        """(exit status, the log's lines as objects)"""
        showd = harness.Showd(inventories, credentials=CREDENTIALS, args=("--once", "--log-format", "json"))
        try:
            showd.start(wait=False)
            meanwhile(showd)
            status = showd.process.wait(30)
            showd.stop()
            return status, [json.loads(line) for line in showd.log_text().splitlines()]
        finally:
            shutil.rmtree(showd.folder)

    def test_ends_with_a_line_for_each_inventory(self):
        with one_device() as simulator:
            good, dark = ("every: 60s", simulator.devices()), ("every: 60s", "devices:\n  " + down("far"))
            status, lines = self.run_once({"lab": good, "dark": dark})
            self.assertEqual(status, 1)
            sums = {line["inventory"]: line["msg"] for line in lines if line.get("event") == "run_finished"}
            self.assertEqual(lines[-1].get("event"), "run_finished", lines)
            self.assertRegex(sums["lab"], r"^lab: run \d: 1 ok, 0 failed, 0 busy, 0 backed off in \d+\.\d s$")
            self.assertRegex(sums["dark"], r"^dark: run \d: 0 ok, 1 failed \(connect 1\), 0 busy, 0 backed off in ")
            status, lines = self.run_once({"lab": good})
            self.assertEqual((status, lines[-1]["event"]), (0, "run_finished"))

    def test_cut_short_is_no_success(self):
        with one_device(command_delay="60s") as simulator:
            def stop(showd):
                harness.wait_until(lambda: simulator.stats()["logins"] > 0, what="a poll under way")
                showd.process.terminate()
            status, _ = self.run_once({"lab": ("every: 60s", simulator.devices())}, stop)
            self.assertEqual(status, 1)


class OnStandardError(unittest.TestCase):
    def test_a_config_it_cannot_start_with_is_found_by_its_event(self):
        done = subprocess.run([harness.SHOWD, "--config", "/nonexistent.yaml", "--log-format", "json"],
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 2)
        self.assertEqual([json.loads(line)["event"] for line in done.stderr.splitlines()], ["cannot_start"])

    def test_nobody_reads_any_more_and_it_goes_on(self):
        showd = harness.Showd({"lab": ("every: 60s", "devices: {}\n")})
        reader, writer = os.pipe()
        os.close(reader)
        try:
            done = subprocess.run([harness.SHOWD, "--config", showd.config, "--once"], stderr=writer)
            self.assertEqual(done.returncode, 0)
        finally:
            os.close(writer)
            shutil.rmtree(showd.folder)


if __name__ == "__main__":
    harness.main()
