#!/usr/bin/python3
"""showctl as a person uses it: on simulated devices, with and without a running daemon, in its
three formats, on a terminal and in a pipe."""
import csv
import io
import json
import os
import pty
import re
import subprocess
import unittest

import harness

CREDENTIALS = {"sim": {"username": "admin", "password": "cisco"}}
FORMATS = ("table", "json", "csv")
BRIEF = ("--", "show", "ip", "interface", "brief")


def simulated(devices=2):
    addresses = ["--telnet", "127.0.0.1:0", "--ssh", "127.0.0.1:0"] * devices
    return harness.Simulator("cisco_ios", *addresses)


def endpoints(simulator):
    """{"R0": {"ssh": 4711, "telnet": 4712}}"""
    return {name: {"ssh": int(ssh), "telnet": int(telnet)} for name, ssh, telnet in re.findall(
        r"^(\S+) \S+ ssh=127\.0\.0\.1:(\d+) telnet=127\.0\.0\.1:(\d+)$",
        simulator.tell("devices"), re.M)}


def inventory(*devices, extra=""):
    lines = ["defaults: {credentials: [sim], platform: cisco_ios, address: 127.0.0.1%s}" % extra,
             "devices:"]
    lines += [f"  {name}: {{port: {port}, transport: {transport}}}"
              for name, port, transport in devices]
    return "\n".join(lines) + "\n"


def both_transports(simulator):
    """Two simulated devices, each by SSH and by Telnet."""
    return [(f"{name.lower()}-{transport}", port, transport)
            for name, ports in endpoints(simulator).items() for transport, port in ports.items()]


def setup(devices, config="polling: {keep: never}", every="1s", extra=""):
    return harness.Showd({"lab": (f"every: {every}", inventory(*devices, extra=extra))}, config,
                         CREDENTIALS)


def showctl(showd, *arguments):
    """With --config before a possible "--"."""
    return subprocess.run([str(harness.SHOWCTL), "--config", str(showd.config),
                           *map(str, arguments)], env=showd.env, capture_output=True, text=True,
                          timeout=120)


def rows_of(done, form):
    """The listing as a list of dicts, read by other people's parsers."""
    if form == "json":
        return json.loads(done.stdout)
    if form == "csv":
        return list(csv.DictReader(io.StringIO(done.stdout, newline="")))
    if not done.stdout:
        return []
    head, *rows = done.stdout.splitlines()
    starts = [match.start() for match in re.finditer(r"\S+", head)]
    names = [{"interface": "if_name"}.get(name, name) for name in head.split()]
    # A number stands at the right end of its column, so only text columns are cut exactly.
    return [{name: row[start:].split("  ")[0].strip() for name, start in zip(names, starts)}
            for row in rows]


def state(showd, device):
    found = [row for row in showd.query("SELECT device, result FROM device_now")
             if row[0] == device]
    return found[0][1] if found else None


class Alone(unittest.TestCase):
    """No daemon runs."""

    def test_help_of_every_command(self):
        for command in ("check", "run", "poll", "show", "hostkey", "plugin"):
            for words in ((command, "--help"), ("help", command), (command, "devices", "--help")):
                done = subprocess.run([str(harness.SHOWCTL), *words], capture_output=True, text=True)
                self.assertEqual((done.returncode, done.stderr), (0, ""), words)
                self.assertIn(f"\n  showctl {command}", done.stdout, words)
        overview = subprocess.run([str(harness.SHOWCTL), "--help"], capture_output=True, text=True)
        self.assertIn("Exit status", overview.stdout)

    def test_wrong_words_are_told_and_end_with_2(self):
        for words, want in ((["polll"], "no command 'polll'; did you mean 'poll'?"),
                            (["help", "hostky"], "did you mean 'hostkey'?"),
                            (["show", "everything"], "devices, interfaces"),
                            (["show", "devcies"], "did you mean 'devices'?"),
                            (["show", "device"], "name one, as in: showctl show device r1"),
                            (["show", "devices", "--follow"], "show devices: takes no --follow"),
                            (["show", "changes", "--every", "1s"], "goes with --watch or --follow"),
                            (["show", "changes", "--watch", "--every", "soon"], "a span such as 500ms"),
                            (["show", "changes", "--since", "soon"], "--since: expected a time such as 2h"),
                            (["show", "changes", "--since", "1h", "--until", "2h"], "--until: expected a time after --since"),
                            (["show", "interfaces", "--at", "2999-01-01"], "--at: nobody knows yet how it is"),
                            (["show", "interfaces", "--columns", ""], "--columns: expected names with commas"),
                            (["show", "interfaces", "--ip", "10.1"], "--ip: expected an address or a prefix"),
                            (["show", "devices", "--at", "2026-01-31"], "show devices: takes no --at"),
                            (["show", "interfaces", "--since", "1h"], "takes no --since"),
                            (["show", "runs", "r1"], "show runs: takes no devices"),
                            (["show", "devices", "--", "r1"], "show: takes nothing behind '--'"),
                            (["run", "--lint", "x"], "run: no option '--lint' (see showctl run --help)"),
                            (["show", "--format", "xml"], "table, json or csv"),
                            (["plugin"], "list"), (["hostkey", "steal"], "list, accept or forget")):
            done = subprocess.run([str(harness.SHOWCTL), *words], capture_output=True, text=True)
            self.assertEqual(done.returncode, 2, words)
            self.assertEqual(done.stdout, "", words)
            self.assertIn(want, done.stderr)
        self.assertEqual(subprocess.run([str(harness.SHOWCTL)], capture_output=True).returncode, 2)

    def test_check(self):
        with simulated() as simulator:
            showd = setup(both_transports(simulator))
            done = showctl(showd, "check")
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertIn("sound, 4 devices", done.stdout)
            text = showd.config.read_text()
            showd.config.write_text(text.replace("credentials:", "credentails:"))
            line = text.splitlines().index("credentials:") + 1
            done = showctl(showd, "check")
            self.assertEqual((done.returncode, done.stderr), (2, ""))
            fault, count = done.stdout.splitlines()
            self.assertIn(f"{showd.config}:{line}: ", fault)
            self.assertRegex(fault, r"credentails.*did you mean.*credentials")
            self.assertEqual(count, "1 error, 0 warnings")
            done = showctl(showd, "check", "--format", "json")
            self.assertEqual((done.returncode, done.stderr), (2, ""))
            [fault] = json.loads(done.stdout)
            self.assertEqual((fault["line"], fault["key"], fault["severity"]), (line, "credentails", "error"))

    def test_a_device_that_nobody_knows_is_told_and_not_passed_over(self):
        with simulated() as simulator:
            with setup(both_transports(simulator)) as showd:
                showd.stop()
                for selector, want in ((["r0-shh"], "no device is named 'r0-shh'; did you mean 'r0-ssh'?"),
                                       (["r0-ssh", "r7-ssh"], "no device is named 'r7-ssh'"),
                                       (["r0-*", "edge-*"], "no device fits 'edge-*'"),
                                       (["platform=cisco_iso"], "did you mean 'platform=cisco_ios'?"),
                                       (["inventory=lap", "r0-*"], "did you mean 'inventory=lab'?"),
                                       (["gruop=x"], "did you mean 'group'?")):
                    for command in (("show", "interfaces"), ("show", "changes"), ("poll",),
                                    ("hostkey", "list"), ("hostkey", "forget"), ("run",)):
                        tail = BRIEF if command == ("run",) else ()
                        done = showctl(showd, *command, *selector, *tail)
                        self.assertEqual((done.returncode, done.stdout), (2, ""), (command, selector))
                        self.assertIn(want, done.stderr, (command, selector))

    def test_run_on_telnet_and_ssh(self):
        with simulated() as simulator:
            devices = both_transports(simulator)
            showd = setup(devices)
            done = showctl(showd, "run", *BRIEF)
            self.assertEqual(done.returncode, 0, done.stderr)
            parts = re.split(r"^==> (\S+): show ip interface brief\n", done.stdout, flags=re.M)
            self.assertEqual(parts[0], "")
            self.assertEqual(parts[1::2], sorted(name for name, _, _ in devices))
            for name, output in zip(parts[1::2], parts[2::2]):
                lines = output.strip().splitlines()
                self.assertEqual(len(lines), 26, output)  # the head and every interface
                self.assertTrue(lines[0].startswith("Interface"), output)
                address = f"10.{name[1]}.5.1"  # its own, nobody else's
                self.assertIn(address, output)
            told = done.stderr.splitlines()
            self.assertEqual(len(told), len(devices) + 1)
            self.assertRegex(told[-1], r"^4 devices: 4 ok, 0 failed; elapsed \d+\.\d{3} s$")
            self.assertEqual({line.split(":")[0] for line in told[:-1]},
                             {name for name, _, _ in devices})
            for form in ("json", "csv"):
                listing = rows_of(showctl(showd, "run", "r0-*", "--format", form, *BRIEF), form)
                self.assertEqual([row["device"] for row in listing], ["r0-ssh", "r0-telnet"])
                for row in listing:
                    self.assertEqual(row["result"], "ok")
                    self.assertEqual(len(row["output"].strip().splitlines()), 26)

    def test_several_commands_in_one_session(self):
        with simulated() as simulator:
            showd = setup([*both_transports(simulator), ("dead", harness.free_port(), "ssh")])
            commands = ("show clock", "show ip interface brief")
            done = showctl(showd, "run", "--", *commands)
            self.assertEqual(done.returncode, 1)
            heads = re.findall(r"^==> (\S+): (.*)$", done.stdout, re.M)
            names = sorted(name for name, _, _ in both_transports(simulator))
            self.assertEqual(heads, [(name, command) for name in names for command in commands])
            harness.wait_until(lambda: simulator.stats()["open"] == 0, what="every session to end")
            self.assertEqual(simulator.stats()["logins"], len(names))
            *well, failure, last = done.stderr.splitlines()
            self.assertTrue(all(" ok in " in line for line in well), well)
            self.assertRegex(failure, r"^dead: refused \(connect\) after ")
            self.assertRegex(last, r"^5 devices: 4 ok, 1 failed; elapsed \d+\.\d{3} s$")
            for form in ("json", "csv"):
                rows = rows_of(showctl(showd, "run", "r0-ssh", "dead", "--format", form, "--", *commands), form)
                self.assertEqual([(row["device"], row["command"], row["result"]) for row in rows],
                                 [(name, command, result) for name, result in (("dead", "refused"), ("r0-ssh", "ok"))
                                  for command in commands])
                self.assertEqual([len(row["output"].strip().splitlines()) for row in rows], [0, 0, 1, 26])

    def test_a_refused_command_ends_the_session_after_the_outputs_before_it(self):
        with simulated(1) as simulator:
            showd = setup(both_transports(simulator))
            done = showctl(showd, "run", "r0-telnet", "--", "show clock", "show nonsense", "show version")
            self.assertEqual(done.returncode, 1)
            self.assertEqual(re.findall(r"^==> (.*)$", done.stdout, re.M), ["r0-telnet: show clock"])
            self.assertRegex(done.stderr, r'(?m)^r0-telnet: command_rejected \(command\) at "show nonsense" after ')
            done = showctl(showd, "run", "--", "show clock", "reload")
            self.assertEqual(done.stderr.count("command_forbidden (command): 'reload'"), 0, done.stderr)
            self.assertEqual(done.stderr.count("'reload' is not a read-only command"), 2, done.stderr)
            self.assertEqual(done.stdout, "")

    def test_rows_instead_of_outputs(self):
        with simulated() as simulator:
            showd = setup([*both_transports(simulator), ("dead", harness.free_port(), "ssh")])
            done = showctl(showd, "run", "r0-*", "dead", "--parse", "--format", "json", "--",
                           "show ip interface brief", "show interfaces")
            self.assertEqual(done.returncode, 1)
            rows = json.loads(done.stdout)
            self.assertEqual([row["device"] for row in rows], 25 * ["r0-ssh"] + 25 * ["r0-telnet"])
            first = rows[0]
            self.assertEqual((first["if_name"], first["admin_status"], first["addresses"], first["speed_bps"]),
                             ("GigabitEthernet0/0", "up", "10.0.0.1/24", 1_000_000_000), "both commands' facts")
            self.assertRegex(done.stderr, r"(?m)^dead: refused \(connect\)")
            logins = simulator.stats()["logins"]
            done = showctl(showd, "run", "r0-*", "--parse", "--", "show clock")
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertIn("cisco_ios does not read 'show clock'; --template", done.stderr)
            self.assertEqual(simulator.stats()["logins"], logins)

    def test_records_by_templates(self):
        with simulated() as simulator:
            showd = setup(both_transports(simulator))
            brief = showd.folder / "brief.textfsm"
            brief.write_text("Value Required PORT (\\S+)\nValue List STATE (up|down)\n\nStart\n"
                             "  ^${PORT}\\s+\\S+\\s+YES \\S+\\s+(?:administratively )?${STATE}\\s -> Continue\n"
                             "  ^.*${STATE}\\s*$$ -> Record\n")
            clock = showd.folder / "clock.textfsm"
            clock.write_text("Value TIME (.*UTC)\n\nStart\n  ^\\*${TIME} -> Record\n")
            (showd.folder / "index").write_text("Template, Hostname, Platform, Command\n\n"
                                                "brief.textfsm, .*, cisco_ios, show ip int.*\n"
                                                "clock.textfsm, .*, cisco_ios, show clock\n")
            done = showctl(showd, "run", "r0-*", "--template", brief, "--format", "json", *BRIEF)
            self.assertEqual(done.returncode, 0, done.stderr)
            rows = json.loads(done.stdout)
            self.assertEqual([row["device"] for row in rows], 25 * ["r0-ssh"] + 25 * ["r0-telnet"])
            self.assertEqual(rows[0], {"device": "r0-ssh", "port": "GigabitEthernet0/0", "state": ["up", "up"]})
            done = showctl(showd, "run", "r0-ssh", "--templates", showd.folder, "--format", "csv", "-v", "--",
                           "show clock", "show ip interface brief")
            self.assertEqual(done.returncode, 0, done.stderr)
            rows = rows_of(done, "csv")
            self.assertEqual(list(rows[0]), ["device", "command", "time", "port", "state"])
            self.assertEqual((rows[0]["command"], rows[0]["port"]), ("show clock", ""))
            self.assertEqual((rows[1]["time"], rows[1]["state"]), ("", "up, up"))
            self.assertIn('r0-ssh: "show ip interface brief": 25 records', done.stderr)
            done = showctl(showd, "run", "r0-ssh", "--templates", showd.folder, "--", "show version")
            self.assertEqual(done.returncode, 1)
            self.assertRegex(done.stderr, r"(?m)^r0-ssh: parse_failed \(parse\)")

    def test_a_dead_device_fails_alone(self):
        with simulated() as simulator:
            showd = setup([*both_transports(simulator), ("dead", harness.free_port(), "ssh")])
            done = showctl(showd, "run", *BRIEF)
            self.assertEqual(done.returncode, 1)
            self.assertEqual(done.stdout.count("==> "), 4)
            self.assertRegex(done.stderr, r"(?m)^dead: refused \(connect\)")
            self.assertIn("5 devices: 4 ok, 1 failed", done.stderr.splitlines()[-1])
            done = showctl(showd, "poll", "--format", "json")
            self.assertEqual(done.returncode, 1)
            self.assertEqual(len(json.loads(done.stdout)), 4 * 25)
            self.assertRegex(done.stderr, r"(?m)^dead: refused \(connect\)")
            done = showctl(showd, "run", "nobody", *BRIEF)
            self.assertEqual(done.returncode, 2)
            self.assertIn("no device", done.stderr)

    def test_a_forbidden_command_is_never_sent(self):
        with simulated() as simulator:
            showd = setup(both_transports(simulator))
            for command in (["reload"], ["configure", "terminal"], ["show", "version\nreload"]):
                done = showctl(showd, "run", "--", *command)
                self.assertEqual(done.returncode, 1, command)
                self.assertEqual(done.stderr.count("command_forbidden"), 4, done.stderr)
                self.assertEqual(done.stdout, "")
            done = showctl(showd, "run", "--", "show clock", "reload now")
            self.assertEqual(done.stderr.count("'reload now' is not a read-only command"), 4, done.stderr)
            self.assertNotIn("show clock", done.stderr)  # which is not the one refused
            harness.wait_until(lambda: simulator.stats()["open"] == 0, what="every session to end")
            self.assertEqual(simulator.stats()["logins"], 0)  # it costs no login either
            self.assertEqual(simulator.stats()["commands"], 0)

    def test_poll_prints_interfaces_in_natural_order(self):
        with simulated() as simulator:
            showd = setup(both_transports(simulator))
            for form in FORMATS:
                done = showctl(showd, "poll", "r1-telnet", "--format", form)
                self.assertEqual(done.returncode, 0, done.stderr)
                names = [row["if_name"] for row in rows_of(done, form)]
                self.assertEqual(len(names), 25, form)
                gigabit = [name for name in names if name.startswith("GigabitEthernet0/")]
                self.assertEqual(gigabit, [f"GigabitEthernet0/{n}" for n in range(18)], form)
            self.assertFalse(showd.database.exists())  # without a daemon nothing is stored

    def test_plugins(self):
        with simulated() as simulator:
            showd = setup(both_transports(simulator))
            for form in FORMATS:
                done = showctl(showd, "plugin", "list", "--format", form)
                self.assertIn("cisco_ios", [row["platform"] for row in rows_of(done, form)], form)

    def test_progress_is_for_terminals_only(self):
        with simulated() as simulator:
            showd = setup(both_transports(simulator))
            plain = showctl(showd, "run", *BRIEF)
            self.assertNotIn("\x1b", plain.stdout + plain.stderr)
            self.assertNotIn("\r", plain.stdout + plain.stderr)
            master, terminal = pty.openpty()
            with subprocess.Popen([str(harness.SHOWCTL), "-c", str(showd.config), "run", *BRIEF],
                                  env=showd.env, stdout=subprocess.PIPE, stderr=terminal) as done:
                os.close(terminal)
                output = done.stdout.read().decode()
            seen = b""
            try:
                while piece := os.read(master, 65536):
                    seen += piece
            except OSError:  # the terminal's other end is closed
                pass
            os.close(master)
            self.assertEqual(done.returncode, 0)
            self.assertEqual(output, plain.stdout)
            seen = seen.decode()
            self.assertIn("] 0 of 4", seen)
            self.assertIn("] 4 of 4", seen)
            self.assertTrue(seen.rstrip().splitlines()[-1].endswith(" s"), seen)


class Beside(unittest.TestCase):
    """A daemon runs, or ran."""

    def all_up(self, showd, count):
        def up():
            values = [value for _, value in showd.metrics().all("showd_device_up")]
            return len(values) == count and all(values)
        harness.wait_until(up, 30, f"{count} devices up")

    def listings(self, showd, simulator):
        for what, least in (("devices", 4), ("interfaces", 100), ("changes", 100), ("runs", 1),
                            ("flaps", 0), ("availability", 4), ("addresses", 72), ("gaps", 0),
                            ("interface-availability", 100), ("polls", 4)):
            counts = {}
            for form in FORMATS:
                done = showctl(showd, "show", what, "--format", form)
                nothing = least == 0 and form == "table"
                told = f"showctl: no {what} to show\n" if nothing else ""
                self.assertEqual((done.returncode, done.stderr), (0, told), (what, form))
                counts[form] = len(rows_of(done, form))
                self.assertGreaterEqual(counts[form], least, (what, form))
            if what not in ("runs", "polls"):  # those that grow by themselves
                self.assertEqual(len(set(counts.values())), 1, (what, counts))
            done = showctl(showd, "show", what, "--limit", 1, "--format", "json")
            self.assertLessEqual(len(json.loads(done.stdout)), 1)
        rows = rows_of(showctl(showd, "show", "interfaces", "r0-ssh", "--limit", 3, "-f", "json"),
                       "json")
        self.assertEqual([row["if_name"] for row in rows],
                         [f"GigabitEthernet0/{n}" for n in range(3)])
        chosen = rows_of(showctl(showd, "show", "interfaces", "r0-*", "gi0/1?", "--admin", "up",
                                 "--ip", "10.0.0.0/8", "-f", "json"), "json")
        self.assertEqual({row["device"] for row in chosen}, {"r0-ssh", "r0-telnet"})
        self.assertEqual({row["if_name"] for row in chosen},
                         {f"GigabitEthernet0/{n}" for n in range(10, 18)})
        nobody = showctl(showd, "show", "changes", "r0-ssh", "gi9/9")
        self.assertEqual((nobody.returncode, nobody.stdout), (2, ""))
        self.assertIn("no interface of the devices fits 'gi9/9'", nobody.stderr)
        device = json.loads(showctl(showd, "show", "device", "r0-ssh", "-f", "json").stdout)[0]
        self.assertEqual((device["device"], device["result"], device["transport"]), ("r0-ssh", "ok", "ssh"))
        self.assertTrue(device["host_keys"] and device["polls"])
        keys = rows_of(showctl(showd, "hostkey", "list", "--format", "csv"), "csv")
        self.assertEqual([row["device"] for row in keys], ["r0-ssh", "r1-ssh"])
        self.assertTrue(all(row["sha256"].startswith("SHA256:") for row in keys))

    def test_poll_and_show_while_the_daemon_runs_and_after(self):
        with simulated() as simulator:
            with setup(both_transports(simulator)) as showd:
                self.all_up(showd, 4)
                # The metrics are ahead of the database, by less than one commit.
                harness.wait_until(lambda: showd.query(
                    "SELECT count(*) FROM device WHERE last_ok NOT NULL")[0][0] == 4, what="the first commit")
                self.listings(showd, simulator)
                polls = showd.metrics().value("showd_device_polls_total", device="r0-ssh", result="ok")
                done = showctl(showd, "poll", "r0-ssh", "--format", "csv")
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertEqual([row["if_name"] for row in rows_of(done, "csv")][:18],
                                 [f"GigabitEthernet0/{n}" for n in range(18)])
                self.assertGreater(
                    showd.metrics().value("showd_device_polls_total", device="r0-ssh", result="ok"),
                    polls)
                showd.stop()
                self.listings(showd, simulator)

    def test_interfaces_as_they_were(self):
        with simulated(1) as simulator:
            with setup(both_transports(simulator)) as showd:
                self.all_up(showd, 2)
                name = "GigabitEthernet0/3"

                def oper(*arguments):
                    rows = rows_of(showctl(showd, "show", "interfaces", "r0-ssh", *arguments, "-f",
                                           "json"), "json")
                    return {row["if_name"]: row["oper_status"] for row in rows}.get(name)
                harness.wait_until(lambda: oper() == "up", what="the first commit")
                before = showd.query("SELECT max(valid_from) FROM interface_history")[0][0]
                # --at counts in seconds: the flip must lie in a later one.
                harness.wait_until(lambda: showd.query(
                    "SELECT max(started) FROM run")[0][0] >= before + 3000, what="three runs more")
                simulator.tell(f"set R0 {name} oper down")
                harness.wait_until(lambda: oper() == "down", what="the port to go down")
                at = showd.query("SELECT strftime('%Y-%m-%d %H:%M:%S', ? / 1000 + 1, 'unixepoch')",
                                 before)[0][0]
                self.assertEqual(oper("--at", at), "up")
                changes = rows_of(showctl(showd, "show", "changes", "-f", "json", "--limit", 2), "json")
                self.assertEqual({row["if_name"] for row in changes}, {name})
                done = showctl(showd, "show", "interfaces", "--at", "2026-02-31")
                self.assertEqual(done.returncode, 2)
                self.assertIn("--at", done.stderr)

    def test_a_changed_host_key_stops_one_device_until_it_is_accepted(self):
        with simulated() as simulator:
            with setup(both_transports(simulator)) as showd:
                self.all_up(showd, 4)
                self.assertIn("ok", simulator.tell("hostkey R0 new"))

                def up(device):
                    return showd.metrics().value("showd_device_up", device=device)
                harness.wait_until(lambda: up("r0-ssh") == 0, what="the new key to be refused")
                done = showctl(showd, "poll", "r0-ssh")
                self.assertEqual(done.returncode, 1)
                self.assertRegex(done.stderr, r"(?m)^r0-ssh: hostkey_changed \(hostkey\)")
                self.assertIn("showctl hostkey accept r0-ssh", done.stderr)
                for other in ("r0-telnet", "r1-ssh", "r1-telnet"):
                    self.assertEqual(up(other), 1, other)
                logins = simulator.tell("stats R0")
                self.assertIn("failed_logins=0", logins)  # no password was sent to it
                told = re.search(r"showctl hostkey accept r0-ssh (SHA256:\S+)", done.stderr)[1]
                # Nobody at a terminal: nothing is trusted unseen, and the whole command is told.
                done = showctl(showd, "hostkey", "accept", "r0-*")
                self.assertEqual(done.returncode, 2, done.stdout)
                self.assertIn(f"hostkey accept r0-ssh {told}", done.stderr)
                self.assertIn("ok", simulator.tell("hostkey R0 new"))
                self.assertEqual(showctl(showd, "poll", "r0-ssh").returncode, 1)
                done = showctl(showd, "hostkey", "accept", "r0-ssh", told)
                self.assertEqual(done.returncode, 1, "the device shows another one by now")
                shown = re.search(r"SHA256:\S+", done.stderr)[0]
                self.assertNotEqual(shown, told)
                done = showctl(showd, "hostkey", "accept", "r0-ssh", shown)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertRegex(done.stdout, r"^r0-ssh: \S+ SHA256:\S+ accepted\n$")
                self.assertEqual(showctl(showd, "poll", "r0-ssh").returncode, 0)
                harness.wait_until(lambda: up("r0-ssh") == 1, what="r0-ssh up again")
                fingerprint = done.stdout.split()[2]
                harness.wait_until(lambda: fingerprint in showctl(showd, "hostkey", "list").stdout,
                                   what="the accepted key in the database")
                for other, status in (("nobody", 2), ("r1-ssh", 1)):
                    done = showctl(showd, "hostkey", "accept", other, told)
                    self.assertEqual(done.returncode, status, done.stderr)

    def test_changes_that_come_are_followed(self):
        with simulated() as simulator:
            with setup(both_transports(simulator)) as showd:
                self.all_up(showd, 4)
                harness.wait_until(lambda: len(showd.query("SELECT * FROM interface_now")) == 100, 30, "all recorded")
                with subprocess.Popen([str(harness.SHOWCTL), "-c", str(showd.config), "show", "changes", "r0-ssh",
                                       "--follow", "--every", "100ms", "-f", "json"],
                                      stdout=subprocess.PIPE, text=True, env=showd.env) as follower:
                    known = [json.loads(follower.stdout.readline()) for _ in range(10)]
                    self.assertEqual({row["kind"] for row in known}, {"appeared"})
                    for text in ("first", "second"):
                        simulator.tell(f"set R0 GigabitEthernet0/1 description {text}")
                        self.assertEqual(json.loads(follower.stdout.readline())["new"], text)
                    follower.terminate()

    def test_a_listing_is_watched(self):
        with simulated() as simulator:
            with setup(both_transports(simulator)) as showd:
                self.all_up(showd, 4)
                with subprocess.Popen([str(harness.SHOWCTL), "-c", str(showd.config), "show", "devices", "--watch",
                                       "--every", "100ms"], stdout=subprocess.PIPE, text=True,
                                      env=showd.env) as watcher:
                    seen = [watcher.stdout.readline() for _ in range(30)]
                    watcher.terminate()
                self.assertGreaterEqual(sum("every 100ms" in line for line in seen), 3)
                self.assertGreaterEqual(sum(line.startswith("r0-ssh") for line in seen), 3)

    def test_strict_host_keys_wait_for_a_person(self):
        with simulated(1) as simulator:
            devices = [device for device in both_transports(simulator) if device[2] == "ssh"]
            with setup(devices, extra=", hostkeys: strict") as showd:
                done = showctl(showd, "poll")
                self.assertEqual(done.returncode, 1)
                self.assertIn("hostkey_unknown", done.stderr)
                told = re.search(r"showctl hostkey accept r0-ssh (SHA256:\S+)", done.stderr)[1]
                self.assertEqual(showctl(showd, "hostkey", "accept", "r0-ssh", told).returncode, 0)
                self.assertEqual(showctl(showd, "poll").returncode, 0)
                self.assertEqual(showctl(showd, "hostkey", "forget", "r0-ssh").returncode, 0)
                self.assertEqual(showctl(showd, "poll").returncode, 1)
                showd.stop()
                # Without a daemon, too: into the database, for the next one.
                self.assertEqual(showctl(showd, "hostkey", "accept", "r0-ssh").returncode, 2)
                self.assertEqual(showctl(showd, "hostkey", "accept", "r0-ssh", "SHA256:x").returncode, 1)
                self.assertEqual(showctl(showd, "hostkey", "accept", "r0-ssh", told).returncode, 0)
                self.assertEqual(showctl(showd, "poll").returncode, 0)
                showd.start()
                self.all_up(showd, 1)


class WithoutAConfig(unittest.TestCase):
    def test_the_variable_that_names_it_is_named(self):
        named = dict(os.environ, SHOWD_CONFIG="/nonexistent.yaml")
        for command in (["show", "devices"], ["check"]):
            done = subprocess.run([harness.SHOWCTL, *command], env=named, capture_output=True, text=True)
            self.assertEqual(done.returncode, 2)
            self.assertRegex(done.stdout + done.stderr,
                             r"/nonexistent\.yaml: cannot be read: .* \(\$SHOWD_CONFIG names it\)\n")
            other = subprocess.run([harness.SHOWCTL, *command, "--config", "/other.yaml"], env=named,
                                   capture_output=True, text=True)
            self.assertNotIn("SHOWD_CONFIG", other.stdout + other.stderr)


if __name__ == "__main__":
    harness.main()
