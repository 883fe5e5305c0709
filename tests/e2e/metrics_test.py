#!/usr/bin/python3
"""The families of a live daemon's /metrics, with their help, types and label names, are those listed
in metrics_families.txt: what dashboards and alerts are built on does not change unnoticed. When it
is meant to, `metrics_test.py --rewrite` writes the list anew, and its diff is read like code.

Two simulated devices are polled; one of them lets us in, the other does not know our password."""
import difflib
import pathlib
import re
import signal
import subprocess
import sys
import unittest

import harness

LIST = pathlib.Path(__file__).with_name("metrics_families.txt")
PARTS_OF_HISTOGRAMS = re.compile(r"_(bucket|sum|count)$")


def families(page):
    """One line for each, sorted: `name type {label, ...} help`."""
    helps, types, labels = {}, {}, {}
    for line in page.splitlines():
        if line.startswith("# HELP "):
            _, _, name, helps[name] = line.split(" ", 3)
        elif line.startswith("# TYPE "):
            _, _, name, types[name] = line.split(" ", 3)
    for name, of_sample, _ in harness.Metrics(page).samples:
        family = name if name in types else PARTS_OF_HISTOGRAMS.sub("", name)
        labels.setdefault(family, set()).update(of_sample)
    return [f"{name} {types.get(name, 'untyped')} {{{', '.join(sorted(labels.get(name, ())))}}} {helps.get(name, '')}\n"
            for name in sorted(helps.keys() | types.keys() | labels.keys())]


def listed():
    return LIST.read_text().splitlines(keepends=True) if LIST.exists() else []


class LiveDaemon(unittest.TestCase):
    rewrite = False
    longMessage = False  # the difference says all

    def test_the_families_are_the_listed_ones(self):
        page, openmetrics = self.page_of_a_live_daemon()
        self.check_by_promtool(page)
        found = families(page)
        if self.rewrite:
            LIST.write_text("".join(found))
        self.assertEqual(found, listed(), self.difference(found))
        self.check_by_openmetrics_parser(openmetrics)

    def test_the_listed_families_are_documented(self):
        page = (harness.SOURCE / "config" / "docs" / "metrics.md").read_text()
        for line in listed():
            name, kind, meaning = re.fullmatch(r"(\S+) (\S+) \{.*?\} (.*)\n", line).groups()
            row = rf"^\| `{name}` \| {kind} \|.*\| {re.escape(meaning)} \|$"
            self.assertRegex(page, re.compile(row, re.M), name)

    def check_by_openmetrics_parser(self, page):
        """Each family of the text is there, whole, as a parser reads it that knows the standard's rules."""
        try:
            from prometheus_client.openmetrics import parser
        except ImportError:
            print("python3-prometheus-client is not installed (config/install-packages --tests)")
            return
        read = {family.name: family for family in parser.text_string_to_metric_families(page)}
        for line in listed():
            name, kind = line.split(" ")[:2]
            family = read[re.sub("_total$", "", name) if kind == "counter" else name]
            self.assertEqual(family.type, kind, name)
            self.assertTrue(family.samples, name)

    def page_of_a_live_daemon(self):
        """As text and as OpenMetrics."""
        with harness.Simulator("cisco_ios", "--telnet", "127.0.0.1:0") as good, \
                harness.Simulator("cisco_ios", "--telnet", "127.0.0.1:0", password="another") as strict:
            inventories = {"good": ("every: 1s", good.devices()), "strict": ("every: 1s", strict.devices())}
            known = {"sim": {"username": "admin", "password": "cisco"}}
            with harness.Showd(self.told_apart(inventories), credentials=known) as showd:
                page = harness.wait_until(lambda: self.page_with_everything(showd), 60, "a page with everything")
                return page, showd.get("/metrics", headers={"Accept": "application/openmetrics-text; version=1.0.0"})

    @staticmethod
    def told_apart(inventories):
        """Both simulators name their first device alike, and a name is one device's."""
        return {name: (settings, re.sub(r"\bR0\b", f"{name}-device", text))
                for name, (settings, text) in inventories.items()}

    @staticmethod
    def page_with_everything(showd):
        """Once both devices were polled, written down, and the daemon has told how its rooms fare."""
        page = showd.get("/metrics")
        seen = harness.Metrics(page)
        up = {labels["device"]: value for labels, value in seen.all("showd_device_up")}
        ready = (up.get("good-device") == 1 and up.get("strict-device") == 0
                 and seen.value("showd_run_last_success_timestamp_seconds", inventory="good")
                 and seen.value("showd_device_poll_failures_total", device="strict-device", stage="auth")
                 and seen.value("showd_store_last_commit_timestamp_seconds")
                 and seen.value("showd_http_requests_total", listener="tcp"))
        return page if ready else None

    def check_by_promtool(self, page):
        try:
            harness.need("promtool")
        except unittest.SkipTest as missing:
            print(missing)
            return
        checked = subprocess.run(["promtool", "check", "metrics"], input=page, capture_output=True, text=True)
        words = checked.stdout + checked.stderr
        self.assertEqual((checked.returncode, words), (0, ""), f"promtool: {words}")

    @staticmethod
    def difference(found):
        lines = difflib.unified_diff(listed(), found, LIST.name, "the live daemon's page", n=0)
        return f"the families of /metrics changed; if they should, run {pathlib.Path(__file__).name} --rewrite\n" + "".join(lines)


class Choice(unittest.TestCase):
    def test_an_inventory_chooses_its_interface_series_and_a_reload_changes_that(self):
        with harness.Simulator("cisco_ios", "--telnet", "127.0.0.1:0") as simulator:
            chosen = "every: 1s, metrics: {families: [up, 'receive_*'], exclude: 'Loopback*'}"
            with harness.Showd({"lab": (chosen, simulator.devices())},
                               credentials={"sim": {"username": "admin", "password": "cisco"}}) as showd:
                page = harness.wait_until(lambda: self.page_with("showd_interface_up", showd), 30, "interfaces")
                self.assertEqual({re.sub(r"receive_.*", "receive", name) for name, _, _ in page.samples
                                  if name.startswith("showd_interface_")},
                                 {"showd_interface_up", "showd_interface_receive"})
                interfaces = {labels["interface"] for labels, _ in page.all("showd_interface_up")}
                self.assertTrue(interfaces)
                self.assertFalse([name for name in interfaces if name.startswith("Loopback")])
                text = showd.config.read_text()
                showd.config.write_text(text.replace(chosen, "every: 1s") + "metrics: {max_series: 1}\n")
                showd.process.send_signal(signal.SIGHUP)
                page = harness.wait_until(lambda: self.page_with("showd_series_dropped", showd), 30, "a budget")
                self.assertEqual(page.all("showd_interface_up"), [])
                self.assertEqual(page.value("showd_series"),
                                 len([name for name, _, _ in page.samples if name.startswith("showd_device_")]))

    @staticmethod
    def page_with(family, showd):
        page = showd.metrics()
        return page if any(value > 0 for _, value in page.all(family)) else None


if __name__ == "__main__":
    if "--rewrite" in sys.argv:
        sys.argv.remove("--rewrite")
        LiveDaemon.rewrite = True
    harness.main()
