#!/usr/bin/python3
"""The floor under a poll, and how far showd's first poll of a cold device is above it.

    tests/bench/floor.py [--devices 1000] [--polls 5] [--runs 3] [--interfaces 18] [--period 5]

`bare_libssh` is the same dialogue by libssh and epoll alone. CPU, user and system, of the whole process, in
microseconds: of a login with its first command (showd, by turns: from its start until all devices had their first
good poll, so recording is in it), and bare_libssh's of a poll on a session that stays open, all at once and spread
over the period. 18 interfaces of the simulator are 25 ports.
"""
import argparse
import pathlib
import subprocess
import time

import bench
import yaml
from bench import harness

COMMAND = "show ip interface brief"
BARE = harness.BUILD / "tests" / "bench" / "bare_libssh"


def cpu_us(pid):
    """Of all its threads: the scheduler's own count, not ticks."""
    return sum(int(task.read_text().split()[0]) for task in pathlib.Path(f"/proc/{pid}/task").glob("*/schedstat")) / 1000


def polled(daemon):
    page = [row for row in daemon.get("/metrics", 60).splitlines() if row.startswith("showd_device_polls_total")]
    return sum(value >= 1 for _, value in harness.Metrics("\n".join(page)).all("showd_device_polls_total", result="ok"))


def cold(sim, devices):
    """Looks once, after a while in which it must have happened: a page costs CPU, too."""
    inventory = sim.devices().replace("defaults: {", f"defaults: {{commands: [{COMMAND}], keep: always, ")
    with harness.Showd({"bench": ("every: 1h, spread: 0s", inventory)}, "", bench.ACCOUNT) as daemon:
        before, spent = float("-inf"), 0.0
        while spent - before > 1000:  # still at work: more than 1 ms in the last half second
            time.sleep(0.5)
            before, spent = spent, cpu_us(daemon.process.pid)
        good = polled(daemon)
    if good != devices:
        raise SystemExit(f"{good} of {devices} polled:\n{daemon.log_text()[-2000:]}")
    return spent / devices


def bare(sim, polls, period):
    devices = yaml.safe_load(sim.devices())["devices"].values()
    addresses = "".join(f"{device['address']} {device.get('port', 22)}\n" for device in devices)
    out = subprocess.run([BARE, bench.USER, bench.PASSWORD, COMMAND, "64", str(polls), str(period)],
                         input=addresses, stdout=subprocess.PIPE, text=True, check=True, timeout=120).stdout
    return [float(word) for word in out.split()]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, default in (("devices", 1000), ("polls", 5), ("runs", 3), ("interfaces", 18), ("period", 5)):
        parser.add_argument(f"--{name}", type=int, default=default)
    given = parser.parse_args()
    print(bench.setting())
    logins, floors, burst, spread = [], [], [], []
    with harness.Simulator("cisco_ios", "--no-telnet", devices=given.devices, echo="line", user=bench.USER,
                           password=bench.PASSWORD, interfaces=given.interfaces) as sim:
        for _ in range(given.runs):
            logins.append(cold(sim, given.devices))
            floor, at_once, _ = bare(sim, given.polls, 0)
            floors.append(floor)
            burst.append(at_once)
            spread.append(bare(sim, given.polls, given.period)[1])
    print("| devices | cold: showd us | bare libssh us | ratio of medians | a poll, bare, at once us | spread us |\n"
          "|---|---|---|---|---|---|")
    ratio = bench.statistics.median(logins) / bench.statistics.median(floors)
    print(f"| {given.devices} | {bench.spread(logins, 0)} | {bench.spread(floors, 0)} | {ratio:.2f} "
          f"| {bench.spread(burst, 0)} | {bench.spread(spread, 0)} |")


if __name__ == "__main__":
    main()
