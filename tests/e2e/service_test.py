#!/usr/bin/python3
"""showd as a service: readiness, reload, watchdog and stop over a notification socket of our own,
the unit's exposure, and the history that a member of the group reads."""
import contextlib
import json
import os
import pathlib
import re
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
import unittest

import harness

CREDENTIALS = {"sim": {"username": "admin", "password": "cisco"}}


def two_devices():
    return harness.Simulator("cisco_ios", "--ssh", "127.0.0.1:0", "--ssh", "127.0.0.1:0")


def all_up(showd, count):
    def up():
        values = [value for _, value in showd.metrics().all("showd_device_up")]
        return len(values) == count and all(values)
    harness.wait_until(up, 30, f"{count} devices up")


class Service(unittest.TestCase):
    def test_ready_status_and_stop(self):
        with two_devices() as simulator, harness.Showd(
                {"lab": ("every: 1s", simulator.devices())}, credentials=CREDENTIALS) as showd:
            all_up(showd, 2)
            self.assertEqual(showd.get("/-/healthy").strip(), "healthy")
            showd.get("/-/ready")
            harness.wait_until(lambda: any(re.match(r"STATUS=.*2 devices", line) for line in showd.notify.lines()),
                               what="STATUS= with counts")
            notify = showd.notify
            self.assertEqual(showd.stop(), 0)
            self.assertIn("STOPPING=1", notify.lines())
            self.assertEqual(showd.query("PRAGMA quick_check"), [("ok",)])

    def test_a_start_that_migrates_has_the_time_it_takes(self):
        schema = (harness.SOURCE / "daemon" / "store" / "schema.cpp").read_text()
        showd = harness.Showd({"lab": ("every: 1h", "devices: {}\n")})
        with contextlib.closing(sqlite3.connect(showd.database)) as first:
            first.executescript(re.search(r'kVersion1 = R"sql\((.*?)\)sql"', schema, re.S)[1]
                                + f"PRAGMA application_id = {0x73686F77}; PRAGMA user_version = 1;")
        for extended in (True, False):
            showd.start()
            lines = showd.notify.lines()
            before_ready = lines[:lines.index("READY=1")]
            self.assertEqual(any(line.startswith("EXTEND_TIMEOUT_USEC=") for line in before_ready), extended)
            self.assertEqual(showd.stop(), 0)
        self.assertRegex(showd.log_text(), r"is of schema version 1, which becomes \d+")
        shutil.rmtree(showd.folder)

    def test_reload_keeps_sessions_and_a_broken_config_changes_nothing(self):
        with two_devices() as simulator, harness.Showd(
                {"lab": ("every: 1s", simulator.devices())}, credentials=CREDENTIALS) as showd:
            all_up(showd, 2)
            logins = simulator.stats()["logins"]
            good = showd.config.read_text()

            def status():
                return [line for line in showd.notify.lines() if line.startswith("STATUS=")][-1]
            showd.config.write_text(good + "pollling: {}\n")
            showd.process.send_signal(signal.SIGHUP)
            harness.wait_until(lambda: "pollling" in showd.log_text(), what="the fault in the log")
            harness.wait_until(lambda: status().endswith("; the config file differs from what runs"), what="STATUS=")
            metrics = showd.metrics()
            self.assertEqual(metrics.value("showd_config_last_reload_successful"), 0)
            showd.config.write_text(good)
            before = sum("RELOADING=1" in m for m in showd.notify.messages)
            showd.process.send_signal(signal.SIGHUP)
            harness.wait_until(lambda: showd.metrics().value("showd_config_last_reload_successful") == 1,
                               what="a successful reload")
            harness.wait_until(lambda: "differs" not in status(), what="STATUS= without it")
            harness.wait_until(lambda: sum("RELOADING=1" in m for m in showd.notify.messages) > before, what="RELOADING=1")
            reloading = next(m for m in showd.notify.messages if "RELOADING=1" in m)
            self.assertRegex(reloading, r"MONOTONIC_USEC=\d+")
            harness.wait_until(lambda: showd.notify.lines().count("READY=1") == 3,
                               what="READY=1 at the start and after each reload")
            showd.wait_for_runs(2)
            self.assertEqual(simulator.stats()["logins"], logins, "untouched devices keep their sessions")

    def test_a_reload_changes_limits_and_says_each_time_what_it_cannot_change(self):
        with two_devices() as simulator, harness.Showd(
                {"lab": ("every: 1s", simulator.devices())}, "polling: {threads: 1}", CREDENTIALS) as showd:
            all_up(showd, 2)
            text = showd.config.read_text()
            showd.config.write_text(text.replace("threads: 1", "threads: 2, max_interfaces: 1"))
            for reload in (1, 2):
                showd.process.send_signal(signal.SIGHUP)
                harness.wait_until(lambda: showd.log_text().count("take effect at the next start") == reload,
                                   what=f"the warning about threads, {reload} times")
            harness.wait_until(lambda: showd.log_text().count("too_many_interfaces") >= 2, what="the limit in force")
            showd.config.write_text(text)
            showd.process.send_signal(signal.SIGHUP)
            all_up(showd, 2)
            self.assertEqual(showd.log_text().count("take effect at the next start"), 2)

    def test_a_slow_secret_program_holds_up_nothing_else(self):
        with two_devices() as simulator, harness.Showd(
                {"lab": ("every: 1s", simulator.devices())}, credentials=CREDENTIALS) as showd:
            showd.stop()
            program, gate = showd.folder / "program", showd.folder / "gate"
            os.mkfifo(gate)
            text = showd.config.read_text().replace("credentials:", "credentials:\n  slow: {username: u, password: "
                                                    f"{{command: [{program}]}}}}")
            program.write_text("#!/bin/sh\necho fast\n")
            program.chmod(0o700)
            showd.config.write_text(text)
            showd.start(watchdog_usec=2_000_000)
            all_up(showd, 2)
            # From now on the program ends when somebody reads what it has to say.
            program.write_text(f"#!/bin/sh\necho waiting > {gate}\necho slow\n")
            ready = showd.notify.lines().count("READY=1")
            showd.process.send_signal(signal.SIGHUP)
            harness.wait_until(lambda: any("RELOADING=1" in m for m in showd.notify.messages), what="RELOADING=1")
            fed = showd.notify.lines().count("WATCHDOG=1")
            harness.wait_until(lambda: showd.notify.lines().count("WATCHDOG=1") >= fed + 2, what="WATCHDOG=1 meanwhile")
            showd.wait_for_runs(1)
            self.assertEqual(showd.notify.lines().count("READY=1"), ready, "the reload is still under way")
            with open(os.open(gate, os.O_RDONLY | os.O_NONBLOCK), "rb", buffering=0) as reader:
                harness.wait_until(reader.read, what="the program's word")
            harness.wait_until(lambda: showd.notify.lines().count("READY=1") == ready + 1, what="the reload's end")
            self.assertEqual(showd.metrics().value("showd_config_last_reload_successful"), 1)
            # One that is under way does not hold up the end of showd either.
            started = showd.folder / "started"
            program.write_text(f"#!/bin/sh\necho $$ > {started}.new\nmv {started}.new {started}\nexec sleep 300\n")
            showd.process.send_signal(signal.SIGHUP)
            harness.wait_until(started.exists, what="the program under way")
            self.assertEqual(showd.stop(), 0)
            self.assertFalse(os.path.exists(f"/proc/{started.read_text().strip()}"), "and it is gone")

    def test_inventory_changes_are_noticed(self):
        with two_devices() as simulator, harness.Showd(
                {"lab": ("every: 1s", simulator.devices())}, credentials=CREDENTIALS) as showd:
            all_up(showd, 2)
            names = [labels["device"] for labels, _ in showd.metrics().all("showd_device_up")]
            lines = (showd.folder / "lab.yaml").read_text().splitlines(keepends=True)
            fresh = showd.folder / "lab.yaml.new"
            fresh.write_text("".join(line for line in lines if not line.strip().startswith(names[0] + ":")))
            os.rename(fresh, showd.folder / "lab.yaml")
            harness.wait_until(lambda: [l["device"] for l, _ in showd.metrics().all("showd_device_up")] == names[1:],
                               what="the removed device's series leave at once")
            self.assertEqual(showd.metrics().all("showd_interface_up", device=names[0]), [])
            (showd.folder / "lab.yaml").write_text("devices: [nonsense\n")
            harness.wait_until(lambda: showd.metrics().value("showd_config_last_reload_successful") == 0,
                               what="a broken inventory is told")
            self.assertEqual(len(showd.metrics().all("showd_device_up")), 1, "and the old one stays")

    def test_watchdog_is_fed_only_while_all_make_progress(self):
        with two_devices() as simulator:
            plugins = pathlib.Path(subprocess.check_output(["mktemp", "-d"], text=True).strip())
            plugins.chmod(0o755)
            for plugin in harness.PLUGINS.glob("*.so"):
                shutil.copy(plugin, plugins)
            shutil.copy(harness.BUILD / "badplugins" / "alone" / "bad_hangs.so", plugins)
            for plugin in plugins.glob("*.so"):
                plugin.chmod(0o644)
            text = simulator.devices()
            showd = harness.Showd({"lab": ("every: 1s", text)}, credentials=CREDENTIALS)
            showd.config.write_text(showd.config.read_text().replace(str(harness.PLUGINS), str(plugins)))
            showd.start(watchdog_usec=2_000_000)
            try:
                all_up(showd, 2)
                def pings():
                    return showd.notify.lines().count("WATCHDOG=1")
                fed = pings()
                harness.wait_until(lambda: pings() >= fed + 3, 20, "WATCHDOG=1 while all is well")
                # The second device's plugin will hang in parse(): its loop turns no more.
                (showd.folder / "lab.yaml").write_text(text.replace("platform: cisco_ios", "platform: hangs", 1))
                harness.wait_until(lambda: "1 changed" in showd.log_text(), what="the new inventory")
                def two_periods_without():
                    fed = pings()
                    time.sleep(4)
                    return pings() == fed
                harness.wait_until(two_periods_without, 60, "the end of WATCHDOG=1: a hanging loop is not covered up")
                showd.get("/-/healthy")
            finally:
                showd.process.kill()
                showd.process.wait()
                shutil.rmtree(plugins)
                shutil.rmtree(showd.folder, ignore_errors=True)

    def test_sigterm_while_a_parser_hangs(self):
        with two_devices() as simulator, tempfile.TemporaryDirectory() as folder:
            plugins = pathlib.Path(folder)
            plugins.chmod(0o755)
            for plugin in [*harness.PLUGINS.glob("*.so"),
                           harness.BUILD / "badplugins" / "alone" / "bad_hangs.so"]:
                shutil.copy(plugin, plugins)
            for plugin in plugins.glob("*.so"):
                plugin.chmod(0o644)
            text = simulator.devices().replace("platform: cisco_ios", "platform: hangs", 1)
            showd = harness.Showd({"lab": ("every: 1s", text)}, credentials=CREDENTIALS)
            showd.config.write_text(showd.config.read_text().replace(str(harness.PLUGINS), str(plugins)))
            showd.start()
            try:
                def spins():
                    fields = pathlib.Path(f"/proc/{showd.process.pid}/stat").read_text().rsplit(") ", 1)[1].split()
                    return int(fields[11]) + int(fields[12])
                before = spins()
                harness.wait_until(lambda: spins() > before + 100, what="a second of CPU: the parser hangs")
                self.assertEqual(showd.stop(limit=60), 1)
                self.assertRegex(showd.log_text(), r"plugin hangs: its parser has not come back from '.*' of ")
                self.assertIn("stopped", showd.log_text())
                with contextlib.closing(sqlite3.connect(showd.database)) as database:
                    self.assertEqual(database.execute("pragma quick_check").fetchone(), ("ok",))
            finally:
                shutil.rmtree(showd.folder, ignore_errors=True)

    def test_sigterm_under_load(self):
        with harness.Simulator("cisco_ios", devices=300, command_delay="300ms",
                               telnet_port=23023, ssh_port=22022, address_base="127.45.0.1") as simulator:
            showd = harness.Showd({"lab": ("every: 2s", simulator.devices())}, credentials=CREDENTIALS)
            with showd:
                harness.wait_until(lambda: (showd.metrics().value("showd_sessions_open") or 0) > 100, 60, "load")
                began = time.monotonic()
                self.assertEqual(showd.stop(limit=15), 0)
                print(f"stopped under load in {time.monotonic() - began:.1f} s")
                self.assertLess(time.monotonic() - began, 10, "the unit's promise")
                harness.wait_until(lambda: simulator.stats()["open"] == 0, 10, "every session closed")
                self.assertEqual(showd.query("PRAGMA quick_check"), [("ok",)])

    def test_a_second_showd_is_refused(self):
        with two_devices() as simulator, harness.Showd(
                {"lab": ("every: 1s", simulator.devices())}, credentials=CREDENTIALS) as showd:
            text = re.sub(r"http: .*", "http: {listen: '127.0.0.1:0'}", showd.config.read_text())
            (showd.folder / "second.yaml").write_text(text)
            second = subprocess.run([str(harness.SHOWD), "--config", str(showd.folder / "second.yaml")],
                                    env=showd.env, capture_output=True, text=True, timeout=30)
            self.assertEqual(second.returncode, 2, second.stderr)
            self.assertIn(str(showd.process.pid), second.stderr)

    def test_a_typo_is_told_with_its_place(self):
        showd = harness.Showd({"lab": ("evry: 1s", "devices: {}\n")}, credentials=CREDENTIALS)
        showd.start(wait=False)
        self.assertEqual(showd.process.wait(20), 2)
        self.assertRegex(showd.log_text(), r"showd\.yaml:2: .*evry.*every")
        shutil.rmtree(showd.folder)

    def test_no_secret_leaves_the_process(self):
        with two_devices() as simulator, harness.Showd(
                {"lab": ("every: 1s", simulator.devices())},
                credentials={"sim": {"username": "admin", "password": "cAnArY-pw"}},
                args=("--log-level", "debug")) as showd:
            harness.wait_until(lambda: showd.metrics().all("showd_device_poll_failures_total", stage="auth"),
                               30, "refused logins")
            pages = [showd.get("/metrics"), showd.get("/api/v1/devices"), showd.log_text()]
            showd.stop()
            pages += [path.read_bytes().decode("latin-1") for path in (showd.folder / "state").iterdir()]
            for page in pages:
                self.assertNotIn("cAnArY-pw", page)


class Unit(unittest.TestCase):
    def test_exposure(self):
        harness.need("systemd-analyze")
        unit = harness.BUILD / "systemd" / "showd.service"
        done = subprocess.run(["systemd-analyze", "security", "--offline=true", "--threshold=10", str(unit)],
                              capture_output=True, text=True)
        print(done.stdout.splitlines()[-1])
        self.assertEqual(done.returncode, 0, done.stdout[-500:])


class Group(unittest.TestCase):
    """The daemon and a reader under other users of one group, as the unit sets them up."""

    def read(self, database):
        return subprocess.run(
            ["setpriv", "--reuid", "54322", "--regid", "54320", "--clear-groups", "sqlite3", str(database),
             "select count(*) from interface_now; select count(*) from run_log"],
            capture_output=True, text=True)

    def test_a_member_reads_while_it_runs_after_a_stop_and_after_kill(self):
        if os.geteuid() != 0:
            self.skipTest("needs root to become other users")
        harness.need("sqlite3", "setpriv")
        with two_devices() as simulator:
            showd = harness.Showd(
                {"lab": ("every: 1s", simulator.devices())}, credentials=CREDENTIALS,
                prefix=["setpriv", "--reuid", "54321", "--regid", "54320", "--clear-groups"])
            for path in [showd.folder, *showd.folder.rglob("*")]:
                os.chown(path, 54321, 54320)
            old = os.umask(0o027)
            try:
                showd.start()
            finally:
                os.umask(old)
            with_rows = lambda: (lambda out: out.returncode == 0 and not out.stdout.startswith("0\n"))(self.read(showd.database))
            harness.wait_until(with_rows, 30, "rows while the daemon writes")
            showd.stop(signal.SIGKILL)
            self.assertTrue(with_rows(), f"after kill -9: {self.read(showd.database)}")
            showd.start()
            harness.wait_until(with_rows, 30, "rows again")
            self.assertEqual(showd.stop(), 0)
            self.assertTrue(with_rows(), f"after a clean stop: {self.read(showd.database)}")
            stranger = subprocess.run(["setpriv", "--reuid", "54323", "--regid", "54323", "--clear-groups",
                                       "cat", str(showd.database)], capture_output=True)
            self.assertNotEqual(stranger.returncode, 0, "others do not read it")
            shutil.rmtree(showd.folder)


    def test_reading_is_no_right_to_act(self):
        """The socket's directory as tmpfiles.d makes it: setgid, of the operators' group."""
        if os.geteuid() != 0:
            self.skipTest("needs root to become other users")
        harness.need("setpriv")
        reader = ["setpriv", "--reuid", "54322", "--regid", "54320", "--clear-groups"]
        operator = ["setpriv", "--reuid", "54323", "--regid", "54323", "--groups", "54325"]
        with two_devices() as simulator:
            showd = harness.Showd(
                {"lab": ("every: 1s", simulator.devices())}, credentials=CREDENTIALS,
                prefix=["setpriv", "--reuid", "54321", "--regid", "54320", "--clear-groups"])
            run = showd.folder / "run"
            run.mkdir()
            showd.config.write_text(showd.config.read_text().replace(str(showd.control), str(run / "control")))
            for path in [showd.folder, *showd.folder.rglob("*")]:
                os.chown(path, 54321, 54320)
            os.chown(run, 54321, 54325)
            run.chmod(0o2750)

            def poll(who):
                return subprocess.run([*who, str(harness.SHOWCTL), "--config", str(showd.config), "poll"],
                                      env=showd.env, capture_output=True, text=True, timeout=60)
            with showd:
                all_up(showd, 2)
                done = poll(reader)
                self.assertEqual(done.returncode, 2, done.stdout)
                self.assertIn("showd-operator", done.stderr)
                self.assertEqual(poll(operator).returncode, 0, "acts, and needs no right to secrets")

    def test_operators_run_commands_with_the_secrets_of_the_unit(self):
        """The password is for the daemon alone; showctl of an operator has the daemon ask."""
        if os.geteuid() != 0:
            self.skipTest("needs root to become other users")
        harness.need("setpriv")
        reader = ["setpriv", "--reuid", "54322", "--regid", "54320", "--clear-groups"]
        operator = ["setpriv", "--reuid", "54323", "--regid", "54323", "--groups", "54325"]
        with two_devices() as simulator:
            showd = harness.Showd(
                {"lab": ("every: 1h", simulator.devices())}, credentials=CREDENTIALS,
                prefix=["setpriv", "--reuid", "54321", "--regid", "54320", "--clear-groups"])
            run = showd.folder / "run"
            run.mkdir()
            secrets = showd.folder / "secrets"
            secrets.mkdir()
            (secrets / "password").write_text(CREDENTIALS["sim"]["password"])
            text = showd.config.read_text().replace(str(showd.control), str(run / "control"))
            showd.config.write_text(text.replace("{env: SECRET_SIM_PASSWORD}", "{credential: password}"))
            for path in [showd.folder, *showd.folder.rglob("*")]:
                os.chown(path, 54321, 54320)
            secrets.chmod(0o700)
            os.chown(run, 54321, 54325)
            run.chmod(0o2750)
            others = {key: value for key, value in showd.env.items() if not key.startswith("SECRET_")}
            showd.env["CREDENTIALS_DIRECTORY"] = str(secrets)

            def ask(who, *words):
                return subprocess.run([*who, str(harness.SHOWCTL), "--config", str(showd.config), *words],
                                      env=others, capture_output=True, text=True, timeout=60)
            with showd:
                all_up(showd, 2)
                polls = showd.metrics().all("showd_device_polls_total")
                logins = simulator.stats()["logins"]
                done = ask(operator, "run", "-v", "--", "show clock", "show ip interface brief")
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertEqual(done.stdout.count("==> "), 4)
                self.assertIn("asked through the running showd", done.stderr)
                self.assertRegex(done.stderr.splitlines()[-1], r"^2 devices: 2 ok, 0 failed; elapsed ")
                self.assertEqual(simulator.stats()["logins"], logins + 2, "two commands in one session")
                self.assertEqual(showd.metrics().all("showd_device_polls_total"), polls, "no poll of the schedule's")
                for command in "show clock", "show ip interface brief":
                    self.assertRegex(showd.log_text(), rf'user 54323 has "{command}" typed on 2 devices: ')
                done = ask(operator, "run", "--parse", "--format", "csv", "--", "show ip interface brief")
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertEqual(len(done.stdout.splitlines()), 1 + 2 * 25)
                done = ask(operator, "run", "--format", "json", "--", "show clock", "show nonsense")
                self.assertEqual(done.returncode, 1)
                self.assertEqual([row["result"] for row in json.loads(done.stdout)],
                                 2 * ["ok", "command_rejected"])
                logins = simulator.stats()["logins"]
                done = ask(operator, "run", "--", "reload")
                self.assertEqual((done.returncode, done.stdout), (1, ""))
                self.assertEqual(done.stderr.count("command_forbidden"), 2)
                self.assertEqual(simulator.stats()["logins"], logins)
                done = ask(reader, "run", "--", "show clock")
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertIn("showd-operator", done.stderr)
                self.assertEqual(ask(operator, "poll").returncode, 0)
                self.assertEqual(simulator.stats()["failed_logins"], 0)
                showd.stop()
                done = ask(operator, "run", "--", "show clock")
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertRegex(done.stderr, r"credentials\.sim\.password: .*no showd runs")


if __name__ == "__main__":
    harness.main()
