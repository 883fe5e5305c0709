#!/usr/bin/python3
"""A session of showctl at a terminal of 80 and of 120 columns, every command, as a person sees it.

    terminal_test.py [--rewrite]

The screens are compared with terminal/80.txt and terminal/120.txt, in which what differs from day to day
is masked: times are 9s, fingerprints and folders are made alike. --rewrite takes what is shown as right:
read the difference like code.
"""
import datetime
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile
import unittest

import harness

SCREENS = pathlib.Path(__file__).with_name("terminal")
SESSION = """\
showctl --help
showctl check --help
showctl run --help
showctl poll --help
showctl show --help
showctl hostkey --help
showctl plugin --help
showctl parse --help
showctl check
showctl run r2 -- show clock
showctl run r1 -- 'show clock' 'show ip interface brief'
showctl run dead -- show clock
showctl show devices
showctl show device r1
showctl show device dead
showctl show interfaces r1
showctl show interfaces 'Gi0/1?' --admin up
showctl show interfaces r1 gi0/1 --format json --columns if_name,speed_bps,addresses
showctl show interfaces r1 lo0 --columns if_name,mtu,speed_bps
showctl show interfaces r2 --description core --wide
showctl show addresses r1 --ip 10.0.0.0/8
showctl show changes --limit 3
showctl show changes r2 --since 1h --format csv --limit 2
showctl show flaps
showctl show gaps
showctl show availability
showctl show interface-availability r2 gi0/0
showctl show polls dead
showctl show runs
showctl hostkey list
showctl plugin list --columns platform,version,abi
showctl show interfaces r7
showctl show device
showctl show interfaces --oper dwon
showctl shw devices
showctl poll r1
"""
PROMPT = "$ "
WIDTHS = (80, 120)


def noon():
    """A zone in which it is about noon, so that no day ends meanwhile."""
    hour = datetime.datetime.now(datetime.timezone.utc).hour
    return f"TST{hour - 12:+d}"


class Terminal:
    """tmux with a shell in it, of this width."""

    def __init__(self, width, env):
        self.folder = tempfile.TemporaryDirectory(prefix="showd-tmux-")
        self.tmux = ["tmux", "-L", "showd", "-f", "/dev/null"]
        self.env = dict(env, TMUX_TMPDIR=self.folder.name, TERM="xterm-256color", LC_ALL="C.UTF-8",
                        PS1=PROMPT, PROMPT_COMMAND="tmux -L showd wait-for -S prompt", HISTFILE="")
        self.ask("set-option", "-g", "history-limit", "20000", ";", "new-session", "-d", "-x", str(width),
                 "-y", "50", "bash", "--norc", "--noprofile", "-i")
        self.wait_for_prompt()

    def ask(self, *arguments):
        return subprocess.run([*self.tmux, *arguments], env=self.env, capture_output=True, text=True,
                              timeout=60, check=True).stdout

    def type(self, line):
        self.ask("send-keys", "-l", line)
        self.ask("send-keys", "Enter")
        self.wait_for_prompt()

    def wait_for_prompt(self):
        self.ask("wait-for", "prompt")  # comes before the prompt is printed
        harness.wait_until(lambda: self.screen().rstrip().endswith("\n" + PROMPT.strip())
                           or self.screen().strip() == PROMPT.strip(), 30, "the prompt")

    def screen(self):
        return self.ask("capture-pane", "-p", "-S", "-")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.ask("kill-server")
        self.folder.cleanup()


def nines(match):
    return re.sub(r"\d", "9", match[0])


def masked(screen, folder):
    screen = re.sub(r"\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d:\d\d)?|\b\d\d:\d\d:\d\d\b", nines, screen)
    screen = re.sub(r"\b\d+\.\d{3}(?= s\b)", "9.999", screen)
    screen = re.sub(r"SHA256:[\w+/]{43}", "SHA256:" + "x" * 43, screen)
    return screen.replace(str(folder), "/srv/showd")


INVENTORY = """\
defaults: {credentials: [sim], platform: cisco_ios, labels: {site: ams}}
groups:
  core: {labels: {role: core}}
devices:
  r1: {address: 127.40.0.1, port: 2222, groups: [core]}
  r2: {address: 127.40.0.2, port: 2323, transport: telnet}
  dead: {address: 127.40.0.9, port: 2222, labels: {site: fra}}
"""


def environment(showd):
    return dict(showd.env, SHOWD_CONFIG=str(showd.config),
                PATH=f"{harness.SHOWCTL.parent}:{os.environ['PATH']}", TZ=noon())


def screens(rewrite=False):
    """(width, as it is, as it was) of each terminal."""
    harness.need("tmux")
    for width in WIDTHS:
        screen = screen_of(width)
        kept = SCREENS / f"{width}.txt"
        if rewrite:
            kept.parent.mkdir(exist_ok=True)
            kept.write_text(screen)
        yield width, screen, kept.read_text()


def prepared():
    """showd with everything in its folder, whose name is as long everywhere: lines break alike."""
    showd = harness.Showd({"lab": ("every: 1h", INVENTORY)}, "", {"sim": {"username": "admin", "password": "cisco"}})
    plugins = showd.folder / "plugins"
    plugins.symlink_to(harness.PLUGINS)
    showd.config.write_text(showd.config.read_text().replace(str(harness.PLUGINS), str(plugins)))
    return showd


def screen_of(width):
    with harness.Simulator("cisco_ios", devices=2) as simulator:
        with prepared() as showd:
            harness.wait_until(lambda: showd.metrics().value("showd_run_duration_seconds_count", inventory="lab"),
                               60, "the first run to end")
            for command in ("set R1 GigabitEthernet0/3 oper down",
                            "set R1 GigabitEthernet0/4 description to core-2"):
                simulator.tell(command)
            showd.showctl("poll", "r2", check=0)
            harness.wait_until(lambda: showd.query("SELECT * FROM interface_changes WHERE kind = 'status'"),
                               30, "the change to be recorded")
            with Terminal(width, environment(showd)) as terminal:
                for line in SESSION.splitlines():
                    terminal.type(line)
                return masked(terminal.screen().rstrip().removesuffix(PROMPT.strip()), showd.folder)


class Screens(unittest.TestCase):
    maxDiff = None

    def test_are_as_they_were(self):
        for width, screen, kept in screens():
            with self.subTest(columns=width):
                self.assertEqual(screen.splitlines(), kept.splitlines())

    def test_hold_every_command(self):
        words = {shlex.split(line)[1] for line in SESSION.splitlines()}
        overview = subprocess.run([str(harness.SHOWCTL), "--help"], capture_output=True, text=True, check=True)
        for command in re.findall(r"^  showctl (\w+)", overview.stdout, re.M):
            self.assertIn(command, words)


if __name__ == "__main__":
    harness.own_network()
    if sys.argv[1:] == ["--rewrite"]:
        for columns, _, _ in screens(rewrite=True):
            print(SCREENS / f"{columns}.txt")
    else:
        harness.main()
