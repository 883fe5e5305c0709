"""What the end-to-end tests share: showd as a child process, its metrics, its database, real
routers (the testbed beside this file) and simulated ones. Everything on loopback; ends only what
it started."""
import contextlib
import ctypes
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.request

BUILD = pathlib.Path(os.environ.get("SHOWD_BUILD", "build/dev")).resolve()
SOURCE = pathlib.Path(__file__).resolve().parents[2]
SHOWD = BUILD / "daemon" / "showd"
SHOWCTL = BUILD / "daemon" / "showctl"
SIMULATOR = BUILD / "tests" / "simulator" / "showd-simulator"
PLUGINS = BUILD / "plugins"
TESTBED = SOURCE / "tests" / "e2e" / "testbed"
PERSONAS = SOURCE / "tests" / "simulator" / "personas"


def wait_until(condition, limit=30.0, what="condition"):
    """Asks again and again until `condition()` is true, and returns its value."""
    end = time.monotonic() + limit
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"not within {limit} s: {what}")
        time.sleep(0.05)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def need(*programs):
    for program in programs:
        if not (shutil.which(program) or pathlib.Path(program).exists()):
            raise unittest.SkipTest(f"{program} is not installed (config/install-packages --tests)")


def own_network():
    """Where we may, this process and its children get a loopback of their own, on which every port is free."""
    clone_newnet = 0x40000000  # unshare(2); Python 3.11 has no call for it
    if os.geteuid() == 0 and ctypes.CDLL(None).unshare(clone_newnet) == 0:
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)


class NotifySocket:
    """The service manager's end of sd_notify(3). Reads all the time, as a manager does: a full
    socket would block the daemon."""

    def __init__(self, folder):
        self.path = str(folder / "notify")
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)
        os.chmod(self.path, 0o666)  # some tests run the daemon as another user
        self.messages = []
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        while message := self.socket.recv(65536):
            self.messages.append(message.decode())

    def lines(self):
        return [line for message in list(self.messages) for line in message.splitlines()]

    def close(self):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as end:
            end.sendto(b"", self.path)
        self.reader.join(5)
        self.socket.close()
        os.unlink(self.path)


class Showd:
    """A daemon in a folder of its own. `inventories` maps a name to (settings, yaml text)."""

    def __init__(self, inventories, config="", credentials=None, folder=None, env=None, prefix=(), args=()):
        self.folder = pathlib.Path(folder or tempfile.mkdtemp(prefix="showd-e2e-"))
        self.folder.chmod(0o755)
        self.port = free_port()
        self.database = self.folder / "state" / "showd.db"
        self.control = self.folder / "control"
        self.env = dict(os.environ, **(env or {}))
        self.prefix, self.args = list(prefix), list(args)
        (self.folder / "state").mkdir(exist_ok=True, mode=0o750)
        lines = ["inventories:"]
        for name, (settings, text) in inventories.items():
            (self.folder / f"{name}.yaml").write_text(text)
            lines.append(f"  {name}: {{file: {name}.yaml, {settings}}}")
        lines.append("credentials:")
        for name, keys in (credentials or {}).items():
            parts = []
            for key, value in keys.items():
                if key == "username":
                    parts.append(f"username: {value}")
                elif key == "private_key_file":
                    parts.append(f"private_key: {{file: {value}}}")
                else:
                    variable = f"SECRET_{name}_{key}".upper()
                    self.env[variable] = value
                    parts.append(f"{key}: {{env: {variable}}}")
            lines.append(f"  {name}: {{{', '.join(parts)}}}")
        lines += [f"plugins: {{directory: {PLUGINS}}}", f"store: {{path: {self.database}}}",
                  f"http: {{listen: '127.0.0.1:{self.port}', control: {self.control}}}", config]
        self.config = self.folder / "showd.yaml"
        self.config.write_text("\n".join(lines) + "\n")
        self.process = self.notify = None
        self.log = self.folder / "log"

    def start(self, wait=True, watchdog_usec=None):
        self.notify = NotifySocket(self.folder)
        env = dict(self.env, NOTIFY_SOCKET=self.notify.path)
        if watchdog_usec:
            env["WATCHDOG_USEC"] = str(watchdog_usec)
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [*self.prefix, str(SHOWD), "--config", str(self.config), *self.args], env=env,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        if wait:
            def ready():
                if self.process.poll() is not None:
                    raise AssertionError(f"showd ended with {self.process.returncode}:\n{self.log_text()}")
                return "READY=1" in self.notify.lines()
            wait_until(ready, 30, "READY=1")
        return self

    def log_text(self):
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def stop(self, sig=signal.SIGTERM, limit=20):
        """Returns the exit status."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(sig)
            try:
                self.process.wait(limit)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                raise AssertionError(f"showd did not end within {limit} s:\n{self.log_text()[-3000:]}")
        if self.notify:
            self.notify.close()
            self.notify = None
        return self.process.returncode if self.process else None

    def __enter__(self):
        return self.start()

    def __exit__(self, failed, *_):
        if self.process and self.process.poll() is None:
            self.stop()
        if failed:
            print(f"--- log of showd in {self.folder}\n{self.log_text()[-4000:]}", file=sys.stderr)
        else:
            shutil.rmtree(self.folder, ignore_errors=True)

    def wait_for_runs(self, count, inventory="lab"):
        def runs():
            return self.metrics().value("showd_run_duration_seconds_count", inventory=inventory) or 0
        start = runs()
        wait_until(lambda: runs() >= start + count, 60, f"{count} more runs")

    def get(self, path, timeout=5, headers=None):
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=headers or {})
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            return answer.read().decode()

    def metrics(self):
        return Metrics(self.get("/metrics"))

    def query(self, sql, *parameters):
        """As a person would: read-only, beside the daemon."""
        with contextlib.closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=10)) as db:
            return db.execute(sql, parameters).fetchall()

    def showctl(self, *arguments, check=None):
        done = subprocess.run([str(SHOWCTL), *map(str, arguments), "--config", str(self.config)],
                              env=self.env, capture_output=True, text=True, timeout=120)
        if check is not None and done.returncode != check:
            raise AssertionError(f"showctl {arguments}: exit {done.returncode}\n{done.stdout}\n{done.stderr}")
        return done


class Metrics:
    """A page of /metrics: value("showd_device_up", device="r1")."""
    LINE = re.compile(r'^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$')
    LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')

    def __init__(self, text):
        self.samples = []
        for line in text.splitlines():
            if line and not line.startswith("#"):
                name, labels, value = self.LINE.match(line).groups()
                self.samples.append((name, dict(self.LABEL.findall(labels or "")), float(value)))

    def all(self, name, **labels):
        return [(have, value) for metric, have, value in self.samples
                if metric == name and all(have.get(key) == want for key, want in labels.items())]

    def value(self, name, **labels):
        found = self.all(name, **labels)
        return found[0][1] if len(found) == 1 else None


class Testbed:
    """Three FRR routers behind real servers; see the script."""

    def __enter__(self):
        if os.geteuid() != 0:
            raise unittest.SkipTest("the testbed needs root (network namespaces)")
        need("/usr/lib/frr/zebra", "/usr/sbin/sshd", "/usr/sbin/dropbear", "/usr/sbin/telnetd",
             "/usr/sbin/inetutils-inetd", "socat", "ip")
        self.run("start")
        user, password, vty, enable, key = self.run("creds").split()
        self.credentials = {
            "password": {"username": user, "password": password},
            "key": {"username": user, "private_key_file": key},
            "vty": {"username": user, "password": vty, "enable": enable},
        }
        return self

    def __exit__(self, *_):
        self.run("stop")

    def run(self, *arguments):
        done = subprocess.run([str(TESTBED), *arguments], capture_output=True, text=True, timeout=60)
        if done.returncode:
            raise AssertionError(f"testbed {arguments}: {done.stdout}{done.stderr}")
        return done.stdout

    def truth(self, router):
        """What FRR itself says: {interface: ("up"|"down", "up"|"down")}, admin and oper."""
        state = {}
        for line in self.run("cli", router, "show interface").splitlines():
            match = re.match(r"Interface (\S+) is (up|down)(?:, line protocol is (up|down))?", line)
            if match:
                state[match[1]] = (match[2], match[3] or "down")
        return state


class Simulator:
    """Simulated devices: Simulator("cisco_ios", devices=3).start()."""

    def __init__(self, persona, *arguments, **options):
        need(SIMULATOR)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="showd-sim-"))
        self.inventory = self.folder / "inventory.yaml"
        self.control = self.folder / "control"
        self.command = [str(SIMULATOR), "--persona", str(PERSONAS / f"{persona}.yaml"),
                        "--inventory", str(self.inventory), "--inventory-credentials", "sim", "--control", str(self.control), *map(str, arguments)]
        for key, value in options.items():
            self.command += [f"--{key.replace('_', '-')}", str(value)]

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, text=True)
        lines = []
        while not (lines and lines[-1].startswith("ready")):
            lines.append(self.process.stdout.readline())
            if not lines[-1]:
                raise AssertionError(f"{self.command}: {lines}, exit {self.process.wait(5)}")
        return self

    def stats(self):
        """{"logins": 3, "open": 2, ...}"""
        return {key: int(value) for key, value in re.findall(r"(\w+)=(\d+)", self.tell("stats"))}

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(10)
        self.process.stdout.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def tell(self, line):
        with socket.socket(socket.AF_UNIX) as control:
            control.connect(str(self.control))
            control.sendall(line.encode() + b"\n")
            control.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: control.recv(65536), b"")).decode()

    def devices(self):
        return self.inventory.read_text()


def main():
    unittest.main(verbosity=2)
