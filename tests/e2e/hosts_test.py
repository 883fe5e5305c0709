#!/usr/bin/python3
"""Hosts on showctl's command line: no config file, no inventory, secrets from a person or a line of
standard input, host keys as OpenSSH keeps them."""
import json
import os
import pathlib
import pty
import re
import shutil
import signal
import subprocess
import tempfile
import termios
import unittest

import harness

HOSTS = ("--platform", "cisco_ios", "--user", "admin", "--ask-pass")
CLOCK = ("--", "show clock")


def simulated(devices=1):
    return harness.Simulator("cisco_ios", *["--telnet", "127.0.0.1:0", "--ssh", "127.0.0.1:0"] * devices)


def hosts_of(simulator):
    """["ssh://127.0.0.1:4711", "telnet://127.0.0.1:4712", ...], as showctl sorts them"""
    return sorted(f"{transport}://127.0.0.1:{port}" for transport, port in re.findall(
        r"(ssh|telnet)=127\.0\.0\.1:(\d+)", simulator.tell("devices")))


class Person(unittest.TestCase):
    """With a home of its own, and no config anywhere."""

    def setUp(self):
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="showd-home-"))
        self.known_hosts = self.home / ".ssh" / "known_hosts"
        self.env = {key: value for key, value in os.environ.items() if not key.startswith("SHOWD")}
        self.env |= {"HOME": str(self.home), "SHOWD_PLUGINS": str(harness.PLUGINS)}

    def tearDown(self):
        shutil.rmtree(self.home)

    def showctl(self, *arguments, says="cisco\n"):
        return subprocess.run([str(harness.SHOWCTL), *map(str, arguments)], env=self.env, input=says,
                              capture_output=True, text=True, timeout=60)

    def refused(self, *arguments, says="cisco\n"):
        """What is told of a call that is refused as a whole."""
        done = self.showctl(*arguments, says=says)
        self.assertEqual((done.returncode, done.stdout), (2, ""), arguments)
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        return done.stderr


class NothingPrepared(Person):

    def test_three_hosts_and_two_commands(self):
        with simulated(2) as simulator:
            hosts = hosts_of(simulator)[1:]
            done = self.showctl("run", *HOSTS, *hosts, "--", "show clock", "show ip int brief")
            self.assertEqual(done.returncode, 0, done.stderr)
            heads = re.findall(r"^==> (\S+): (.*)$", done.stdout, re.M)
            self.assertEqual(heads, [(host, command) for host in hosts
                                     for command in ("show clock", "show ip int brief")])
            self.assertRegex(done.stderr.splitlines()[-1], r"^3 devices: 3 ok, 0 failed; elapsed ")
            harness.wait_until(lambda: simulator.stats()["open"] == 0, what="every session to end")
            self.assertEqual(simulator.stats()["logins"], 3)

    def test_poll_prints_their_interfaces(self):
        with simulated() as simulator:
            done = self.showctl("poll", *HOSTS, *hosts_of(simulator), "--format", "json")
            self.assertEqual(done.returncode, 0, done.stderr)
            devices = [row["device"] for row in json.loads(done.stdout)]
            self.assertEqual({host: devices.count(host) for host in set(devices)},
                             {host: 25 for host in hosts_of(simulator)})

    def test_a_dead_host_fails_alone_and_is_told_after_the_outputs(self):
        with simulated() as simulator:
            dead = f"telnet://127.0.0.1:{harness.free_port()}"
            done = self.showctl("run", *HOSTS, dead, *hosts_of(simulator), *CLOCK)
            self.assertEqual(done.returncode, 1)
            self.assertEqual(done.stdout.count("==> "), 2)
            *_, failure, last = done.stderr.splitlines()
            self.assertTrue(failure.startswith(f"{dead}: refused (connect) after "), failure)
            self.assertRegex(last, "^3 devices: 2 ok, 1 failed; ")

    def test_each_host_may_have_its_own_user(self):
        with simulated() as simulator:
            ssh, telnet = hosts_of(simulator)
            done = self.showctl("run", *HOSTS, ssh.replace("://", "://nobody@"), telnet, *CLOCK)
            self.assertEqual(done.returncode, 1)
            self.assertIn("user 'nobody' not let in", done.stderr)
            self.assertIn("2 devices: 1 ok, 1 failed", done.stderr)

    def test_beside_the_devices_of_a_config(self):
        with simulated(2) as simulator:
            ssh, telnet = hosts_of(simulator)[::3]
            showd = harness.Showd({"lab": ("every: 1s", simulator.devices())}, credentials={
                "sim": {"username": "admin", "password": "cisco"}})
            self.env |= showd.env | {"HOME": str(self.home)}
            names = re.findall(r"^  (R\d\S*):", simulator.devices(), re.M)
            done = self.showctl("run", "-c", showd.config, *HOSTS, ssh, names[0], telnet, *CLOCK)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(re.findall(r"^==> (\S+): ", done.stdout, re.M),
                             sorted([names[0], ssh, telnet]))
            self.assertIn("did you mean", self.refused("run", "-c", showd.config, *HOSTS, ssh,
                                                       names[0] + "x", *CLOCK))
            shutil.rmtree(showd.folder)

    def test_what_is_missing_is_told_with_its_remedy(self):
        ssh = "ssh://127.0.0.1:1"
        for words, want in (
                ((*HOSTS[2:], ssh), r"needs --platform: .*\bcisco_ios\b.*\bfrr\b"),
                (("--platform", "cisco_iso", *HOSTS[2:], ssh), "did you mean 'cisco_ios'?"),
                ((*HOSTS[:2], "--ask-pass", ssh), r"needs a user name: --user NAME or ssh://NAME@HOST"),
                ((*HOSTS[:4], ssh), r"ssh needs --ask-pass or --identity FILE"),
                ((*HOSTS[:4], "--identity", "/nonexistent", ssh), "/nonexistent cannot be read"),
                ((*HOSTS, "--host-keys", "acept-new", ssh), "did you mean 'accept-new'?"),
                ((*HOSTS, "--plugins", "/nonexistent", ssh), r"no /nonexistent; .*--plugins DIR or \$SHOWD_PLUGINS"),
                ((*HOSTS, "--by", "daemon", ssh), "showd asks the devices of its inventories"),
                ((*HOSTS, "--by", "deamon", ssh), "did you mean 'daemon'?"),
                ((*HOSTS, "r1"), "name one, as in ssh://"),
                (("r1",), "or a host itself, as in ssh://"),
                ((*HOSTS, "ssh://admin:cisco@r1"), "--ask-pass")):
            self.assertRegex(self.refused("run", *words, *CLOCK), want)
        self.assertRegex(self.refused("run", *HOSTS, ssh, *CLOCK, says=""), "no password of admin was given")
        self.assertNotIn("cisco@", self.refused("run", *HOSTS, "ssh://admin:cisco@r1", *CLOCK))


class RealServers(Person):
    """OpenSSH, dropbear, telnetd and FRR's own vty, with every kind of secret."""

    def public(self, key):
        """The file of its public half."""
        done = subprocess.run(["ssh-keygen", "-y", "-f", key], check=True, capture_output=True, text=True)
        file = self.home / "key.pub"
        file.write_text(done.stdout)
        file.chmod(0o600)
        return file

    def test_every_login(self):
        with harness.Testbed() as testbed:
            secrets = testbed.credentials
            user = ("--platform", "frr", "--user", secrets["password"]["username"])
            key = secrets["key"]["private_key_file"]
            password = secrets["password"]["password"] + "\n"
            vty = "".join(secrets["vty"][name] + "\n" for name in ("password", "enable"))
            locked = self.home / "locked"
            shutil.copy(key, locked)
            locked.chmod(0o600)
            subprocess.run(["ssh-keygen", "-q", "-p", "-P", "", "-N", "open sesame", "-f", locked], check=True,
                           capture_output=True)
            self.assertIn("no passphrase of", self.refused(
                "run", *user, "--identity", locked, "ssh://127.0.0.1:42202", "--", "show version", says=""))
            self.assertIn("public key", self.refused(
                "run", *user, "--identity", self.public(key), "ssh://127.0.0.1:42202", "--", "show version"))
            for options, says, hosts in (
                    (("--ask-pass",), password,
                     ["ssh://127.0.0.1:42201", "ssh://127.0.0.1:42221", "telnet://127.0.0.1:42303"]),
                    (("--ask-pass", "--legacy"), password, ["ssh://127.0.0.1:42211"]),
                    (("--identity", key), "", ["ssh://127.0.0.1:42202"]),
                    (("--identity", locked), "open sesame\n", ["ssh://127.0.0.1:42202"]),
                    (("--ask-pass", "--ask-enable"), vty, ["telnet://127.0.0.1:42602"])):
                done = self.showctl("run", *user, *options, *hosts, "--parse", "-f", "json", "--",
                                    "show interface", says=says)
                self.assertEqual(done.returncode, 0, done.stderr)
                names = {}
                for row in json.loads(done.stdout):
                    names.setdefault(row["device"], set()).add(row["if_name"])
                self.assertEqual(set(names), set(hosts))
                for found in names.values():
                    self.assertLessEqual({f"ge{n}" for n in range(1, 9)}, found)
            # The keys are where ssh looks for them, in its own words.
            done = subprocess.run(["ssh", "-o", f"UserKnownHostsFile={self.known_hosts}", "-o", "BatchMode=yes",
                                   "-o", "StrictHostKeyChecking=yes", "-i", key, "-p", "42202",
                                   f"{secrets['key']['username']}@127.0.0.1", "show version"],
                                  stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30)
            self.assertNotIn("Host key verification failed", done.stderr)


class Keys(Person):

    def test_a_new_key_is_kept_where_ssh_looks_and_a_changed_one_refused(self):
        with simulated() as simulator:
            ssh, _ = hosts_of(simulator)
            port = ssh.rsplit(":", 1)[1]
            first = self.showctl("run", *HOSTS, ssh, *CLOCK)
            self.assertEqual(first.returncode, 0, first.stderr)
            told = re.search(rf"(?m)^{ssh}: trusts (\S+) (SHA256:\S+), met for the first time and kept in (\S+)$",
                             first.stderr)
            self.assertEqual(told[3], str(self.known_hosts))
            self.assertEqual(self.known_hosts.stat().st_mode & 0o777, 0o600)
            found = subprocess.run(["ssh-keygen", "-l", "-F", f"[127.0.0.1]:{port}", "-f", self.known_hosts],
                                   capture_output=True, text=True)
            self.assertIn(told[2], found.stdout)
            again = self.showctl("run", *HOSTS, "--host-keys", "strict", ssh, *CLOCK)
            self.assertEqual((again.returncode, "trusts" in again.stderr), (0, False), again.stderr)
            before = self.known_hosts.read_text()
            self.assertIn("ok", simulator.tell("hostkey R0 new"))
            changed = self.showctl("run", *HOSTS, ssh, *CLOCK)
            self.assertEqual(changed.returncode, 1)
            self.assertRegex(changed.stderr, r"hostkey_changed \(hostkey\)")
            self.assertIn("failed_logins=0", simulator.tell("stats R0"))  # no password was sent to it
            self.assertEqual(self.known_hosts.read_text(), before)
            remedy = re.search(r"ssh-keygen -R '(\S+)'", changed.stderr)[1]
            subprocess.run(["ssh-keygen", "-R", remedy, "-f", self.known_hosts], check=True, capture_output=True)
            self.assertEqual(self.showctl("run", *HOSTS, ssh, *CLOCK).returncode, 0)

    def test_strict_a_file_and_off(self):
        with simulated() as simulator:
            ssh, telnet = hosts_of(simulator)
            strict = self.showctl("run", *HOSTS, "--host-keys", "strict", ssh, telnet, *CLOCK)
            self.assertEqual(strict.returncode, 1)
            self.assertRegex(strict.stderr, rf"(?m)^{ssh}: hostkey_unknown \(hostkey\).*--host-keys accept-new")
            self.assertIn("1 ok, 1 failed", strict.stderr)
            self.assertFalse(self.known_hosts.exists())
            off = self.showctl("run", *HOSTS, "--host-keys", "off", ssh, *CLOCK)
            self.assertEqual(off.returncode, 0, off.stderr)
            self.assertFalse(self.known_hosts.exists())
            self.assertEqual(self.showctl("run", *HOSTS, ssh, *CLOCK).returncode, 0)
            subprocess.run(["ssh-keygen", "-H", "-f", self.known_hosts], check=True, capture_output=True)
            mine = self.home / "keys"
            self.known_hosts.rename(mine)
            by_file = self.showctl("run", *HOSTS, "--host-keys", mine, ssh, *CLOCK)
            self.assertEqual(by_file.returncode, 0, by_file.stderr)
            mine.write_text("")
            self.assertEqual(self.showctl("run", *HOSTS, "--host-keys", mine, ssh, *CLOCK).returncode, 1)

    def test_a_home_that_cannot_be_written_is_told(self):
        with simulated() as simulator:
            ssh, _ = hosts_of(simulator)
            self.known_hosts.parent.write_text("in the way\n")
            done = self.showctl("run", *HOSTS, ssh, *CLOCK)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertRegex(done.stderr, r"met for the first time; not kept in ")


class AtATerminal(Person):
    """What a person is asked, on a terminal of the test's own."""

    def start(self, *arguments):
        pid, self.terminal = pty.fork()
        if pid == 0:
            os.execve(harness.SHOWCTL, [str(harness.SHOWCTL), *arguments], self.env)
        self.seen = b""
        return pid

    def ended(self, pid):
        """Its exit status, once it has ended."""
        return os.waitstatus_to_exitcode(harness.wait_until(
            lambda: (lambda who, status: (status,) if who else None)(*os.waitpid(pid, os.WNOHANG)),
            what="showctl to end")[0])

    def read_until(self, text):
        while text not in self.seen:
            try:
                piece = os.read(self.terminal, 65536)
            except OSError:  # its other end is closed
                piece = b""
            if not piece:
                break
            self.seen += piece
        self.assertIn(text, self.seen)

    def echoes(self):
        return bool(termios.tcgetattr(self.terminal)[3] & termios.ECHO)

    def test_a_password_is_asked_for_once_and_not_shown(self):
        with simulated(2) as simulator:
            pid = self.start("run", *HOSTS, *hosts_of(simulator), *CLOCK)
            self.read_until(b"password of admin: ")
            self.assertFalse(self.echoes())
            os.write(self.terminal, b"cisco\n")
            self.read_until(b"4 devices: 4 ok, 0 failed")
            self.assertEqual(self.seen.count(b"password of admin: "), 1)
            self.assertNotIn(b"cisco\r\n", self.seen)
            self.assertEqual(self.ended(pid), 0)
            os.close(self.terminal)

    def test_ctrl_c_at_the_question_leaves_the_terminal_as_it_was(self):
        pid = self.start("run", *HOSTS, "ssh://127.0.0.1:1", *CLOCK)
        self.read_until(b"password of admin: ")
        self.assertFalse(self.echoes())
        slave = os.open(f"/proc/{pid}/fd/0", os.O_RDWR | os.O_NOCTTY)  # keeps the terminal alive
        os.write(self.terminal, b"\x03")
        self.assertEqual(self.ended(pid), -signal.SIGINT)
        self.assertTrue(self.echoes())
        os.close(slave)
        os.close(self.terminal)


if __name__ == "__main__":
    harness.main()
