#!/usr/bin/python3
"""One command on three Telnet routers: `showctl run` beside netmiko with three threads.

    tests/bench/seed_experiment.py [--runs 5]

All ask the same simulated IOS routers in the same run, by turns: netmiko, showctl with a config and an
inventory, showctl with the hosts on its command line and no file at all, netmiko, ...
`wall` is the whole process, interpreter and imports included, `own` what the program itself says
of its work (showctl: `elapsed`; netmiko: without the imports). Needs python3-netmiko. The routers
log in privileged (`R1#`): netmiko 2.4.2 waits 100 s for a `#` before it disconnects from `R1>`.
"""
import argparse
import json
import os
import statistics

import bench
from bench import harness

COMMAND = "show ip int brief"
NETMIKO = """
import json, sys, time
from concurrent.futures import ThreadPoolExecutor
from netmiko import ConnectHandler
user, password, command, *ports = sys.argv[1:]

def ask(port):
    session = ConnectHandler(device_type="cisco_ios_telnet", host="127.0.0.1", port=int(port),
                             username=user, password=password)
    try:
        return session.send_command(command)
    finally:
        session.disconnect()

began = time.monotonic()
with ThreadPoolExecutor(len(ports)) as pool:
    shown = list(pool.map(ask, ports))
print(json.dumps({"own": time.monotonic() - began, "lines": [len(s.splitlines()) for s in shown]}))
"""


def netmiko(ports):
    done = bench.Measured(["/usr/bin/python3", "-c", NETMIKO, bench.USER, bench.PASSWORD, COMMAND,
                           *ports]).good()
    said = json.loads(done.out)
    done.own, done.lines = said["own"], said["lines"]
    return done


def showctl(site):
    return measured(site.run(COMMAND))


def showctl_alone(ports):
    """Nothing prepared: the password comes as a line of standard input."""
    env = {key: value for key, value in os.environ.items() if not key.startswith("SHOWD_")}
    env["SHOWD_PLUGINS"] = str(harness.PLUGINS)
    return measured(bench.Measured(
        [harness.SHOWCTL, "run", "--platform", "cisco_ios", "--user", bench.USER, "--ask-pass",
         *(f"telnet://127.0.0.1:{port}" for port in ports), "--", COMMAND], env, bench.PASSWORD + "\n").good())


def measured(done):
    done.own = float(done.err.rsplit("elapsed ", 1)[1].split()[0])
    done.lines = [len(part.strip().splitlines()) - 1 for part in done.out.split("==> ")[1:]]
    return done


def experiment(delay_ms, runs):
    ports = [harness.free_port() for _ in range(3)]
    inventory = "defaults: {platform: cisco_ios, transport: telnet, address: 127.0.0.1, credentials: sim}\n"
    inventory += "devices:\n" + "".join(f"  r{n}: {{port: {port}}}\n" for n, port in enumerate(ports))
    addresses = [word for port in ports for word in ("--telnet", f"127.0.0.1:{port}")]
    results = {"netmiko": [], "showctl": [], "showctl, no file": []}
    with harness.Simulator("cisco_ios", *addresses, "--privileged", user=bench.USER, password=bench.PASSWORD,
                           command_delay=f"{delay_ms}ms"), bench.Site(inventory, bench.ACCOUNT) as site:
        for _ in range(runs):
            results["netmiko"].append(netmiko(ports))
            results["showctl"].append(showctl(site))
            results["showctl, no file"].append(showctl_alone(ports))
    lines = {tuple(sorted(run.lines)) for of in results.values() for run in of}
    if len(lines) != 1 or len(lines.pop()) != 3:
        raise SystemExit(f"they saw different outputs: {results}")
    return results


def main():
    given = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    given.add_argument("--runs", type=int, default=5)
    runs = given.parse_args().runs
    version = bench.Measured(["/usr/bin/python3", "-c", "import netmiko; print(netmiko.__version__)"]).good()
    print(f"{bench.setting()}; netmiko {version.out.strip()}; {runs} runs, min / median / max")
    print("| reply after | program | wall s | own s | CPU s | RSS MiB |\n|---|---|---|---|---|---|")
    for delay_ms in (0, 20):
        results = experiment(delay_ms, runs)
        for name, of in results.items():
            print(f"| {delay_ms} ms | {name} | {bench.spread([run.wall for run in of])} "
                  f"| {bench.spread([run.own for run in of])} | {bench.spread([run.cpu for run in of])} "
                  f"| {statistics.median(run.rss for run in of):.0f} |")
        wall = {name: statistics.median(run.wall for run in of) for name, of in results.items()}
        for name in ("showctl", "showctl, no file"):
            print(f"  netmiko / {name} at {delay_ms} ms: {wall['netmiko'] / wall[name]:.0f} (wall, medians)")


if __name__ == "__main__":
    main()
