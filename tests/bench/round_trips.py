#!/usr/bin/python3
"""Round trips that showd needs for an answer, by what a longer line costs.

    tests/bench/round_trips.py [--runs 5] [--rtt-ms 100] [--telnet ADDRESS:PORT --ssh ADDRESS:PORT
                                --user NAME --password TEXT --platform frr]

A clock on loopback says nothing of round trips. So everything goes through the delaying proxy
beside this file, at 0 ms and at 100 ms: the difference over 100 ms is the number of round trips;
TCP's own handshake is not delayed and not in it. The least of the runs counts, for other load on
the machine only ever adds; the medians stand beside it. On a busy machine take a longer line.

cold: `showctl run`, one command after a new login; the seconds that it prints for the device,
      which end with the command's answer.
kept: showd polls the same device every second on a session that stays open;
      showd_device_last_poll_duration_seconds of the polls after the first.
Without addresses a simulated IOS router is asked (log in, `terminal length 0`, one command).
"""
import argparse
import re
import statistics

import bench
from bench import harness

COMMANDS = {"cisco_ios": "show ip interface brief", "frr": "show interface"}


def inventory(platform, transport, port):
    return (f"devices:\n  r1: {{address: 127.0.0.1, port: {port}, platform: {platform}, transport: {transport}, "
            f"credentials: sim, commands: [{COMMANDS[platform]}]}}\n")


def cold(given, transport, target, rtt_ms):
    seconds = []
    with bench.line(rtt_ms, [target]) as [port], \
            bench.Site(inventory(given.platform, transport, port), given.account) as site:
        for _ in range(given.runs):
            said = site.run(COMMANDS[given.platform])
            seconds.append(float(re.search(r"r1: ok in ([\d.]+) s", said.out + said.err)[1]))
    return seconds


def kept(given, transport, target, rtt_ms):
    """Polls number 2, 3, ...: one figure for each poll that is done."""
    seconds = []
    with bench.line(rtt_ms, [target]) as [port]:
        device = {"bench": ("every: 1s, spread: 0s", inventory(given.platform, transport, port))}
        with harness.Showd(device, "polling: {keep: always}", given.account) as daemon:
            polls = 1
            while len(seconds) < given.runs:
                def next_poll():
                    page = daemon.metrics()
                    done = page.value("showd_device_polls_total", device="r1", result="ok") or 0
                    return page if done > polls else None
                page = harness.wait_until(next_poll, 30, "a poll that is ok")
                polls = page.value("showd_device_polls_total", device="r1", result="ok")
                seconds.append(page.value("showd_device_last_poll_duration_seconds", device="r1"))
    return seconds


def row(name, measure, given, transport, target):
    near, far = (measure(given, transport, target, rtt) for rtt in (0, given.rtt_ms))
    least, median = ((of(far) - of(near)) * 1000 / given.rtt_ms for of in (min, statistics.median))
    print(f"| {name} | {least:.2f} | {median:.2f} | {bench.spread(near)} | {bench.spread(far)} |",
          flush=True)


def arguments():
    given = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    given.add_argument("--runs", type=int, default=5)
    given.add_argument("--rtt-ms", type=int, default=100)
    given.add_argument("--telnet", metavar="ADDRESS:PORT")
    given.add_argument("--ssh", metavar="ADDRESS:PORT")
    given.add_argument("--user", default=bench.USER)
    given.add_argument("--password", default=bench.PASSWORD)
    given.add_argument("--platform", choices=COMMANDS, default="cisco_ios")
    given = given.parse_args()
    given.account = {"sim": {"username": given.user, "password": given.password}}
    return given


def measure(given):
    print(f"{bench.setting()}; {given.platform}, `{COMMANDS[given.platform]}`; {given.runs} runs")
    print(f"| session | round trips | of medians | at 0 ms: s | at {given.rtt_ms} ms: s |\n"
          "|---|---|---|---|---|")
    for transport, target in (("telnet", given.telnet), ("ssh", given.ssh)):
        if target:
            row(f"{transport} cold", cold, given, transport, target)
            row(f"{transport} kept", kept, given, transport, target)


def main():
    given = arguments()
    if given.telnet or given.ssh:
        return measure(given)
    given.telnet, given.ssh = (f"127.0.0.1:{harness.free_port()}" for _ in range(2))
    with harness.Simulator("cisco_ios", "--telnet", given.telnet, "--ssh", given.ssh,
                           user=given.user, password=given.password):
        measure(given)


if __name__ == "__main__":
    main()
