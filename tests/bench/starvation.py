#!/usr/bin/python3
"""Healthy devices beside half-dead ones: how soon each is polled after a cold start.

    tests/bench/starvation.py [--healthy 1000] [--silent 1000] [--unanswered 1000] [--every 10]

Half of the silent ones are SSH, half Telnet: they accept a connection and say nothing. The packets
to the unanswered ones are dropped. The same is measured with the healthy ones alone. Told are the
seconds until half, and until all of the healthy ones had their first good poll, how many had one
within two periods, and what showd says of its own lag meanwhile.
"""
import argparse
import contextlib
import time

import bench
from bench import harness
from fairness_test import DeafPort, SilentPort, beside


def measure(what, given, silent, unanswered):
    with harness.Simulator("cisco_ios", "--no-telnet", devices=given.healthy, echo="line", user=bench.USER,
                           password=bench.PASSWORD) as sim, \
         contextlib.closing(SilentPort()) as mute, contextlib.closing(DeafPort()) as deaf:
        inventory = (sim.devices().rstrip("\n") + "\n" + beside("console", silent // 2, mute.port, "telnet") +
                     beside("ssh", silent - silent // 2, mute.port, "ssh") + beside("dark", unanswered, deaf.port, "ssh"))
        with harness.Showd({"bench": (f"every: {given.every}s", inventory)}, "", bench.ACCOUNT) as showd:
            began, half, all_, lag, in_time = time.monotonic(), None, None, 0.0, 0
            while all_ is None and time.monotonic() < began + 30 * given.every:
                time.sleep(0.25)
                page = showd.metrics()
                now = time.monotonic() - began
                good = sum(value >= 1 for _, value in page.all("showd_device_polls_total", result="ok"))
                lag = max(lag, page.value("showd_schedule_lag_seconds") or 0)
                half = half or (now if good * 2 >= given.healthy else None)
                all_ = now if good >= given.healthy else None
                if now <= 2 * given.every:
                    in_time = good
    shown = [f"{span:.1f}" if span else "never" for span in (half, all_)]
    print(f"| {what} | {shown[0]} | {shown[1]} | {in_time} of {given.healthy} | {lag:.1f} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, default in (("healthy", 1000), ("silent", 1000), ("unanswered", 1000), ("every", 10)):
        parser.add_argument(f"--{name}", type=int, default=default)
    given = parser.parse_args()
    print("| healthy ones | half polled after s | all after s | within two periods | worst lag s |\n|---|---|---|---|---|")
    measure("alone", given, 0, 0)
    measure(f"beside {given.silent} silent, {given.unanswered} unanswered", given, given.silent, given.unanswered)


if __name__ == "__main__":
    main()
