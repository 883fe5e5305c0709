#!/usr/bin/python3
"""Many SSH devices: the cost of a login, and of a poll on a session that stays open.

    tests/bench/sweep.py [--cold 200] [--kept 1000] [--polls 5] [--runs 3]

cold: `showctl run` on all, a new session for each; CPU of the process (user and system, by wait4)
      for each session, and its peak RSS.
kept: showd with `every: 10s` and no spread; once all sessions are open, its CPU for each poll
      (process_cpu_seconds_total between two pages; the recorder's work, and a scrape every 2 s of
      25 ports for each device, are in it), how long a run takes, and RSS.
The simulator is one process and echoes a line in one piece; its own CPU is told beside it.
"""
import argparse
import pathlib
import statistics
import time

import bench
from bench import harness

COMMAND = "show ip interface brief"
TICKS = 100  # of /proc/PID/stat, USER_HZ


def cpu_of(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def simulator(devices):
    return harness.Simulator("cisco_ios", "--no-telnet", devices=devices, echo="line", user=bench.USER,
                             password=bench.PASSWORD, interfaces=25)


def cold(devices, runs):
    with simulator(devices) as sim, bench.Site(sim.devices(), bench.ACCOUNT) as site:
        done, played = [], []
        for _ in range(runs):
            before = cpu_of(sim.process.pid)
            done.append(site.run(COMMAND))
            played.append(cpu_of(sim.process.pid) - before)
    print("| devices | CPU ms/session | RSS MiB | elapsed s | simulator's CPU s |\n|---|---|---|---|---|")
    print(f"| {devices} | {bench.spread([run.cpu * 1000 / devices for run in done], 2)} "
          f"| {statistics.median(run.rss for run in done):.0f} | {bench.spread([run.wall for run in done], 2)} "
          f"| {statistics.median(played):.2f} |", flush=True)


def kept(devices, polls):
    def runs(page):
        return page.value("showd_run_duration_seconds_count", inventory="bench") or 0

    def few(daemon):
        """A scrape is 5 MB here, and reading all of it would be what this experiment measures."""
        wanted = ("showd_run_duration_seconds_count", "showd_run_last_duration", "showd_run_devices", "process_",
                  "showd_device_polls_total")
        return harness.Metrics("\n".join(row for row in daemon.get("/metrics", 30).splitlines()
                                         if row.startswith(wanted)))

    def whole(page):
        return page.value("showd_run_devices", inventory="bench", result="ok") == devices

    def after(daemon, count):
        """A run that asked every device: while the first one still logs in, the next skips many."""
        for _ in range(120):
            page = few(daemon)
            if runs(page) >= count and whole(page):
                return page
            time.sleep(2)
        raise SystemExit(f"no run {count} in 240 s:\n{daemon.log_text()[-2000:]}")

    device = f"commands: [{COMMAND}]"
    with simulator(devices) as sim:
        inventory = sim.devices().replace("defaults: {", f"defaults: {{{device}, keep: always, ")
        with harness.Showd({"bench": ("every: 10s, spread: 0s", inventory)}, "", bench.ACCOUNT) as daemon:
            first = after(daemon, 1)
            lengths, page = [], first
            while len(lengths) < polls:
                page = after(daemon, runs(page) + 1)
                lengths.append(page.value("showd_run_last_duration_seconds", inventory="bench"))
            ok = sum(value for _, value in page.all("showd_device_polls_total", result="ok")) - sum(
                value for _, value in first.all("showd_device_polls_total", result="ok"))
            spent = page.value("process_cpu_seconds_total") - first.value("process_cpu_seconds_total")
            rss = page.value("process_resident_memory_bytes") / 2**20
    print("| devices | a run s | CPU ms/poll | RSS MiB | polls, all ok |\n"
          "|---|---|---|---|---|")
    print(f"| {devices} | {bench.spread(lengths)} | {spent * 1000 / ok:.3f} | {rss:.0f} "
          f"| {ok:.0f} |", flush=True)


def main():
    given = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, default in (("cold", 200), ("kept", 1000), ("polls", 5), ("runs", 3)):
        given.add_argument(f"--{name}", type=int, default=default)
    given = given.parse_args()
    print(bench.setting())
    if given.cold:
        cold(given.cold, given.runs)
    if given.kept:
        kept(given.kept, given.polls)


if __name__ == "__main__":
    main()
