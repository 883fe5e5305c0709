#!/usr/bin/python3
"""What a poll on a session that stays open costs the whole daemon, and how much memory a device takes.

    tests/bench/polls.py [--devices 1000] [--every 5] [--spread 5] [--seconds 15] [--runs 3] [--beside BUILD]

CPU, user and system, of all threads for each good poll, recording included, with nobody scraping
meanwhile; spread over so many seconds, or all at once with `--spread 0`. Then RSS, before and after
a scrape of everything. `--beside`: another build's folder, by turns on the same simulator. 18
interfaces of the simulator are 25 ports. The simulator keeps three descriptors for each device (`ulimit -Hn`).
"""
import argparse
import pathlib
import time

import bench
from bench import harness
from floor import COMMAND, cpu_us


def rss_mib(pid):
    row = next(row for row in open(f"/proc/{pid}/status") if row.startswith("VmRSS"))
    return int(row.split()[1]) / 1024


def polls(daemon):
    """Few lines of a page that may have a million."""
    page = [row for row in daemon.get("/metrics", 120).splitlines() if row.startswith("showd_device_polls_total")]
    return sum(value for _, value in harness.Metrics("\n".join(page)).all("showd_device_polls_total", result="ok"))


def measure(build, sim, given):
    harness.SHOWD, harness.PLUGINS = build / "daemon" / "showd", build / "plugins"
    inventory = sim.devices().replace("defaults: {", f"defaults: {{commands: [{COMMAND}], keep: always, ")
    with harness.Showd({"bench": (f"every: {given.every}s, spread: {given.spread}s", inventory)}, "",
                       bench.ACCOUNT) as daemon:
        pid = daemon.process.pid

        def all_polled():
            rows = daemon.query("SELECT count(*) FROM device WHERE last_ok IS NOT NULL")
            return rows[0][0] == given.devices
        harness.wait_until(all_polled, 300, "a good poll of every device")
        time.sleep(2 * given.every)  # the first run's logins are behind it
        rss = rss_mib(pid)
        before, began = polls(daemon), cpu_us(pid)
        time.sleep(given.seconds)
        spent, after = cpu_us(pid) - began, polls(daemon)
        return spent / (after - before), rss, rss_mib(pid)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, default in (("devices", 1000), ("every", 5), ("spread", 5), ("seconds", 15), ("runs", 3),
                          ("interfaces", 18)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--beside", type=pathlib.Path)
    given = parser.parse_args()
    print(bench.setting())
    builds = [harness.BUILD] + ([given.beside.resolve()] if given.beside else [])
    measured = {build: [] for build in builds}
    with harness.Simulator("cisco_ios", "--no-telnet", devices=given.devices, echo="line", user=bench.USER,
                           password=bench.PASSWORD, interfaces=given.interfaces) as sim:
        for _ in range(given.runs):
            for build in builds:
                measured[build].append(measure(build, sim, given))
    print("| build | devices | every s | spread s | CPU us/poll | RSS MiB | after a scrape |\n|---|---|---|---|---|---|---|")
    for build, name in zip(builds, ("this", "beside")):
        cpu, rss, scraped = zip(*measured[build])
        print(f"| {name} | {given.devices} | {given.every} | {given.spread} | {bench.spread(cpu, 0)} "
              f"| {bench.spread(rss, 0)} | {bench.spread(scraped, 0)} |")


if __name__ == "__main__":
    main()
