#!/usr/bin/python3
"""The alert rules of config/docs/metrics.md, in a real Prometheus that scrapes a real showd: each fires
when there is cause, and none before. A minute of the rules is a second here: devices are polled and
scraped every second, and every duration in the rules is divided by 60."""
import contextlib
import json
import pathlib
import re
import sqlite3
import subprocess
import tempfile
import threading
import time
import unittest
import urllib.error
import urllib.parse
import urllib.request

import harness

PAGE = harness.SOURCE / "config" / "docs" / "metrics.md"
SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
CREDENTIALS = {"sim": {"username": "admin", "password": "cisco"}}


def rules():
    """The YAML block of the page that holds them, with its durations shortened."""
    blocks = re.findall(r"^```yaml\n(groups:.*?)^```", PAGE.read_text(), re.S | re.M)
    if len(blocks) != 1:
        raise AssertionError(f"{len(blocks)} blocks of rules in {PAGE}")

    def shorter(match):
        seconds = int(match[2]) * SECONDS[match[3]] / 60
        return f"{match[1]}{seconds:.0f}s"
    return re.sub(r"(\[|\bfor: )(\d+)([smhd])\b", shorter, blocks[0])


def queries():
    """The examples of the page."""
    for block in re.findall(r"^```promql\n(.*?)^```", PAGE.read_text(), re.S | re.M):
        yield from filter(None, map(str.strip, re.split(r"^#.*\n", block, flags=re.M)))


class Prometheus:
    """The server, with these rules, scraping `port` of this machine and looking at them every second."""

    def __init__(self, port, rules_text):
        harness.need("prometheus", "promtool")
        self.port, self.scraped, self.rules = harness.free_port(), port, rules_text

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="showd-alerts-")
        folder = pathlib.Path(self.folder.name)
        (folder / "rules.yml").write_text(self.rules)
        checked = subprocess.run(["promtool", "check", "rules", folder / "rules.yml"], capture_output=True, text=True)
        if checked.returncode:
            raise AssertionError(checked.stdout + checked.stderr)
        (folder / "prometheus.yml").write_text(
            "global: {scrape_interval: 1s, evaluation_interval: 1s}\n"
            "rule_files: [rules.yml]\n"
            "scrape_configs:\n"
            f"  - {{job_name: showd, static_configs: [{{targets: ['127.0.0.1:{self.scraped}']}}]}}\n")
        self.process = subprocess.Popen(
            ["prometheus", f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/data",
             f"--web.listen-address=127.0.0.1:{self.port}"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(20)
        self.folder.cleanup()

    def ask(self, query):
        """The samples as (labels, value); none while it does not answer."""
        url = f"http://127.0.0.1:{self.port}/api/v1/query?query={urllib.parse.quote(query)}"
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                found = json.load(answer)["data"]["result"]
        except urllib.error.HTTPError as refused:
            if refused.code == 503:  # it is starting
                return []
            raise AssertionError(f"{query}: {refused.read().decode()}") from refused
        except OSError:
            return []
        return [(sample["metric"], float(sample["value"][1])) for sample in found]

    def fired(self):
        """What has fired by now, and goes on or not: (alert, what it is about), sorted."""
        unsaid = ("alertname", "alertstate", "instance", "job")
        return sorted((labels["alertname"], *(labels[name] for name in sorted(labels) if name not in unsaid))
                      for labels, _ in self.ask('count_over_time(ALERTS{alertstate="firing"}[10m])'))


class Traffic(threading.Thread):
    """Lets counters of a simulated device grow, from 0: {(interface, counter): by how much a second}."""

    def __init__(self, simulator, growth):
        super().__init__(daemon=True)
        self.simulator, self.growth = simulator, growth
        self.over = threading.Event()

    def __enter__(self):
        self.start()

    def __exit__(self, *_):
        self.over.set()
        self.join()

    def run(self):
        begin = time.monotonic()
        while not self.over.wait(0.2):
            for (interface, counter), per_second in self.growth.items():
                value = int((time.monotonic() - begin) * per_second)
                self.simulator.tell(f"set R0 {interface} {counter} {value}")


def inventory(simulator, name, site, more=""):
    """The simulator's devices R0 and so on, as NAME-0 and so on, with a label."""
    text = re.sub(r"\bR(\d+):", rf"{name}-\1:", simulator.devices())
    return re.sub(r"transport: (\w+)\}", rf"transport: \1, labels: {{site: {site}}}{more}}}", text)


def stranger():
    """A persona that shows what no parser knows."""
    text = (harness.PERSONAS / "cisco_ios.yaml").read_text()
    strange = text.replace("{ip|unassigned:<15} YES", "{ip|unassigned:<15} PERHAPS")
    if strange == text:
        raise AssertionError("the persona has changed")
    return strange


TELNET = ("--telnet", "127.0.0.1:0")
INTERFACE = "GigabitEthernet0/"

# All that is to fire in the end. What is about a device in its inventory and its site is written so:
# (alert, device, inventory, site).
EXPECTED = {
    ("ShowdDeviceDown", "gone-0", "gone", "fra"), ("ShowdDeviceDown", "gone-1", "gone", "fra"),
    ("ShowdDeviceDown", "once-0", "once", "ams"), ("ShowdDeviceDown", "keys-0", "keys", "ams"),
    ("ShowdSiteDown", "fra"),
    ("ShowdPollsFail", "gone-0", "connect"), ("ShowdPollsFail", "gone-1", "connect"),
    ("ShowdPollsFail", "once-0", "auth"), ("ShowdPollsFail", "keys-0", "hostkey"),
    ("ShowdNothingSucceeds", "gone"), ("ShowdNothingSucceeds", "keys"),
    ("ShowdInterfaceWentDown", "faces-0", f"{INTERFACE}1"),
    ("ShowdInterfaceFlaps", "faces-0", f"{INTERFACE}2"),
    ("ShowdInterfaceErrors", "faces-0", f"{INTERFACE}3"),
    ("ShowdInterfaceFull", "faces-0", f"{INTERFACE}4"),
    ("ShowdRunOverruns", "slow"),
    ("ShowdHostKeyRefused", "keys-0"),
    ("ShowdParseLoss", "loss-0"),
    ("ShowdStoreNotWritable",),
    ("ShowdGone",),
}
# The device that loses its parser is away for a moment; on a busy machine for a while.
NO_NEWS = {"loss-0", "loss", "slow-0"}


class Alerts(unittest.TestCase):
    def setUp(self):
        exits = contextlib.ExitStack()
        self.addCleanup(exits.close)
        self.start = exits.enter_context
        self.folder = pathlib.Path(self.start(tempfile.TemporaryDirectory()))
        self.loss_at = ("--telnet", f"127.0.0.1:{harness.free_port()}")
        where = {"faces": TELNET, "gone": TELNET * 2, "once": TELNET, "slow": TELNET,
                 "keys": ("--ssh", "127.0.0.1:0"), "loss": self.loss_at}
        self.simulators = {name: self.start(harness.Simulator("cisco_ios", *at)) for name, at in where.items()}
        every = {"once": "1h", "slow": "3s"}
        self.showd = self.start(harness.Showd(
            {name: (f"every: {every.get(name, '1s')}",
                    inventory(simulator, name, "fra" if name == "gone" else "ams", ", keep: never" if name == "keys" else ""))
             for name, simulator in self.simulators.items()},
            credentials={"sim": {"username": "admin", "password": "cisco"}}))
        self.prometheus = self.start(Prometheus(self.showd.port, rules()))

    def test_each_fires_when_there_is_cause_and_none_before(self):
        self.have_peace()
        self.examples_are_queries()
        self.fail_once()
        self.make_trouble_with_devices()
        self.make_trouble_with_interfaces()
        self.show_what_no_parser_knows()
        self.expect_all_but("ShowdStoreNotWritable", "ShowdGone")
        self.the_dead_are_told_as_they_are()
        self.lock_the_database()
        self.stop_showd()
        self.nothing_else_fired()

    def have_peace(self):
        harness.wait_until(lambda: self.prometheus.ask("count(count_over_time(showd_device_up[1m]) >= 12) == 7"),
                           60, "7 devices for 12 scrapes")
        self.assertEqual(self.prometheus.ask("count(showd_device_up == 1)")[0][1], 7)
        self.assertEqual(self.news(), set())

    def news(self):
        """What fired, but for what befalls a busy machine: runs of a second's period may overrun it."""
        overruns = {("ShowdRunOverruns", name) for name in self.simulators if name != "slow"}
        return {alert for alert in self.prometheus.fired() if alert not in overruns}

    def expect(self, *alert):
        harness.wait_until(lambda: alert in self.prometheus.fired(), 60, " ".join(alert))

    def expect_all_but(self, *names):
        expected = {alert for alert in EXPECTED if alert[0] not in names}
        harness.wait_until(lambda: expected <= set(self.prometheus.fired()), 90, "all to fire that should")

    def examples_are_queries(self):
        asked = [self.prometheus.ask(query) for query in queries()]
        self.assertGreater(len([found for found in asked if found]), 5)

    def fail_once(self):
        """A device that is polled once an hour: nothing follows that would make the growth visible."""
        once = self.simulators["once"]
        once.tell("password another")
        self.showd.showctl("poll", "once-0", check=1)
        self.expect("ShowdPollsFail", "once-0", "auth")
        once.tell("password cisco")
        failures = self.prometheus.ask('sum(showd_device_poll_failures_total{device="once-0"})')
        self.assertEqual(failures[0][1], 1)

    def make_trouble_with_devices(self):
        self.simulators["gone"].process.terminate()
        self.simulators["keys"].tell("hostkey R0 new")
        self.simulators["slow"].tell("delay command 1500ms")

    def make_trouble_with_interfaces(self):
        """Beside each that is to fire stands one that suffers less."""
        faces = self.simulators["faces"]
        faces.tell(f"set R0 {INTERFACE}1 oper down")
        faces.tell(f"set R0 {INTERFACE}6 admin down")
        growth = {(f"{INTERFACE}3", "in_packets"): 1000, (f"{INTERFACE}3", "in_errors"): 50,
                  (f"{INTERFACE}5", "in_packets"): 1000, (f"{INTERFACE}5", "in_errors"): 5,
                  (f"{INTERFACE}4", "in_octets"): 120_000_000, (f"{INTERFACE}5", "in_octets"): 80_000_000}
        with Traffic(faces, growth):
            for count in range(1, 9):
                faces.tell(f"set R0 {INTERFACE}2 oper {'down' if count % 2 else 'up'}")
                harness.wait_until(lambda: self.state_changes(f"{INTERFACE}2") >= count, 30, "a flip that is seen")
            for number, alert in enumerate(("WentDown", "Flaps", "Errors", "Full"), 1):
                self.expect(f"ShowdInterface{alert}", "faces-0", f"{INTERFACE}{number}")

    def state_changes(self, interface):
        return self.showd.metrics().value("showd_interface_state_changes_total", device="faces-0", interface=interface)

    def show_what_no_parser_knows(self):
        """The device comes back with other software."""
        before = self.simulators["loss"]
        before.process.terminate()
        before.process.wait(10)
        (self.folder / "stranger.yaml").write_text(stranger())
        self.start(harness.Simulator(self.folder / "stranger", *self.loss_at))

    def the_dead_are_told_as_they_are(self):
        """What is left alone is no success of its run, and its interfaces are not known any more."""
        for now_and_then in ('showd_run_devices{inventory="gone",result="backed_off"} == 2',
                             'showd_device_next_poll_timestamp_seconds{device="gone-0"} > time() + 1'):
            harness.wait_until(lambda: self.prometheus.ask(now_and_then), 60, now_and_then)
        self.assertTrue(self.prometheus.ask('time() - showd_run_last_success_timestamp_seconds{inventory="gone"} > 5'))
        self.assertEqual(self.prometheus.ask('showd_interface_up{device="gone-0"}'), [])
        self.assertNotEqual(self.prometheus.ask('showd_interface_up{device="faces-0"}'), [])

    def lock_the_database(self):
        with contextlib.closing(sqlite3.connect(self.showd.database, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            self.expect("ShowdStoreNotWritable")

    def stop_showd(self):
        self.showd.stop()
        self.expect("ShowdGone")

    def nothing_else_fired(self):
        more = {alert for alert in self.news() - EXPECTED if not NO_NEWS.intersection(alert)}
        more.discard(("ShowdInterfaceWentDown", "faces-0", f"{INTERFACE}2"))  # each time, for a moment
        self.assertEqual(more, set())


if __name__ == "__main__":
    harness.main()
