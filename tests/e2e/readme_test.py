#!/usr/bin/python3
"""Everything the README tells people to type is typed here, or is the quickstart or this test run."""
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

import harness

README = (harness.SOURCE / "README.md").read_text()
ELSEWHERE = {  # commands that something else runs
    "config/quickstart": "quickstart_test.py",
    "tests/run": "what runs this",
    "cmake --preset release": "config/quickstart",
    "cmake --build --preset release": "config/quickstart",
    "cmake --install build/release": "tests/plugins installs the same way",
}


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", README, re.S)


class Readme(unittest.TestCase):
    def test_links_lead_somewhere(self):
        for target in re.findall(r"\]\(([^)#]+)\)", README):
            self.assertTrue((harness.SOURCE / target).exists(), target)

    def test_the_config_is_sound(self):
        config, inventory = blocks("yaml")
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            (folder / "showd.yaml").write_text(config + f"plugins: {{directory: {harness.PLUGINS}}}\n")
            (folder / "core.yaml").write_text(inventory)
            secrets = folder / "secrets"
            secrets.mkdir(mode=0o700)
            (secrets / "ops-password").write_text("x")
            (secrets / "ops-password").chmod(0o400)
            done = subprocess.run([str(harness.SHOWCTL), "check", str(folder / "showd.yaml")],
                                  env=dict(os.environ, CREDENTIALS_DIRECTORY=str(secrets)),
                                  capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("3 devices", done.stdout)
            # As the reader types it, outside the unit.
            outside = {name: value for name, value in os.environ.items() if name != "CREDENTIALS_DIRECTORY"}
            done = subprocess.run([str(harness.SHOWCTL), "check", str(folder / "showd.yaml")], env=outside,
                                  capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertRegex(done.stdout, r"showd\.yaml:\d+: credentials\.\S+: .*readable by the unit only")

    def test_every_command_works(self):
        commands = [line for block in blocks("sh") for line in block.strip().splitlines()]
        typed = [command for command in commands if command not in ELSEWHERE]
        self.assertGreater(len(typed), 10)
        with harness.Simulator("cisco_ios", "--ssh", "127.0.0.1:0", "--ssh", "127.0.0.1:0", "--ssh",
                               "127.0.0.1:0") as simulator:
            text = re.sub(r"^  R(\d):", lambda m: f"  r{int(m[1]) + 1}:", simulator.devices(), flags=re.M)
            with harness.Showd({"core": ("every: 1s", text)},
                               credentials={"sim": {"username": "admin", "password": "cisco"}}) as showd:
                showd.wait_for_runs(2, "core")
                for command in typed:
                    self.type(showd, command)

    def type(self, showd, command):
        real = (command.replace("/etc/showd/showd.yaml", str(showd.config))
                .replace("/var/lib/showd/showd.db", str(showd.database))
                .replace("127.0.0.1:9788", f"127.0.0.1:{showd.port}"))
        if real.startswith("showctl"):
            words = real.split(" ", 1)[1]
            real = f"{harness.SHOWCTL} --config {showd.config} {words}"
        done = subprocess.run(["bash", "-c", real], env=showd.env, capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, f"{command}\n{done.stdout}\n{done.stderr}")
        if "oper = " not in command and "changes" not in command:
            self.assertTrue(done.stdout.strip(), command)


if __name__ == "__main__":
    harness.main()
