"""What the experiments in this folder share. Build Release for them:

    cmake --preset release && cmake --build --preset release \\
        --target showd showctl showd-simulator plugin_cisco_ios plugin_frr
"""
import contextlib
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
os.environ.setdefault("SHOWD_BUILD", str(HERE.parents[1] / "build" / "release"))
sys.path.insert(0, str(HERE.parent / "e2e"))
import harness  # noqa: E402  (it reads SHOWD_BUILD)

USER, PASSWORD = "netops", "bench-it"
ACCOUNT = {"sim": {"username": USER, "password": PASSWORD}}

# A child's peak memory is never below that of the process which started it (the kernel counts what the child
# shared with it before exec). So programs are started by this one, which has some 8 MiB.
SMALL_PARENT = """
import os, sys, time
began = time.monotonic()
child = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ)
_, status, used = os.wait4(child, 0)
print("\\n", time.monotonic() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, file=sys.stderr)
sys.exit(os.waitstatus_to_exitcode(status))
"""


class Measured:
    """A program that ran: `wall` and `cpu` in seconds, `rss` in MiB (peak), `out`, `err`, `status`."""

    def __init__(self, arguments, env=None, says=""):
        """`says`: its standard input"""
        with (tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err,
              tempfile.TemporaryFile("w+") as words):
            words.write(says)
            words.seek(0)
            arguments = ["/usr/bin/python3", "-I", "-S", "-c", SMALL_PARENT, *map(str, arguments)]
            self.status = subprocess.run(arguments, stdin=words, stdout=out, stderr=err,
                                         env=env, check=False).returncode
            self.out, told = (file.seek(0) or file.read() for file in (out, err))
        self.err, _, figures = told.rstrip().rpartition("\n")
        self.wall, self.cpu, self.rss = map(float, figures.split())

    def good(self):
        if self.status != 0:
            raise SystemExit(f"exit {self.status}:\n{self.out[-2000:]}\n{self.err[-2000:]}")
        return self


class Site:
    """A configuration for showctl, in a folder of its own, without a daemon."""

    def __init__(self, inventory, credentials, polling="{}"):
        self.daemon = harness.Showd({"bench": ("every: 1h", inventory)}, f"polling: {polling}", credentials)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.daemon.folder, ignore_errors=True)

    def run(self, command, selector=()):
        return Measured([harness.SHOWCTL, "--config", self.daemon.config, "run", *selector, "--",
                         command], self.daemon.env).good()


@contextlib.contextmanager
def line(rtt_ms, targets, log=None):
    """The delaying proxy in front of `targets`; yields its ports."""
    command = [sys.executable, str(HERE / "delay_proxy.py"), "--rtt-ms", str(rtt_ms), *targets]
    if log:
        command[2:2] = ["--log", str(log)]
    proxy = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield [int(port) for port in proxy.stdout.readline().split()]
    finally:
        proxy.stdin.close()
        proxy.wait(10)
        proxy.stdout.close()


def spread(values, digits=3):
    """min / median / max"""
    return " / ".join(f"{value:.{digits}f}" for value in
                      (min(values), statistics.median(values), max(values)))


def setting():
    """Where this was measured, for the head of a table."""
    model = next((row.split(":", 1)[1].strip() for row in open("/proc/cpuinfo")
                  if row.startswith("model name")), "?")
    return f"{os.cpu_count()} cores of {model}; load {os.getloadavg()[0]:.1f} at the start"
