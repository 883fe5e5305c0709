#!/usr/bin/python3
"""A real Prometheus server scrapes showd and answers for it; promtool finds nothing to say."""
import json
import subprocess
import tempfile
import unittest
import urllib.parse
import urllib.request

import harness


class Prometheus(unittest.TestCase):
    def test_a_real_server_scrapes(self):
        harness.need("prometheus", "promtool")
        with harness.Simulator("cisco_ios", "--telnet", "127.0.0.1:0", "--telnet", "127.0.0.1:0") as simulator:
            showd = harness.Showd({"lab": ("every: 1s", simulator.devices())},
                                  credentials={"sim": {"username": "admin", "password": "cisco"}})
            with showd:
                harness.wait_until(lambda: len([1 for _, up in showd.metrics().all("showd_device_up") if up]) == 2,
                                   what="both devices up")
                checked = subprocess.run(["promtool", "check", "metrics"], input=showd.get("/metrics"),
                                         capture_output=True, text=True)
                self.assertEqual((checked.returncode, checked.stdout + checked.stderr), (0, ""))
                self.scrape(showd)

    def scrape(self, showd):
        port = harness.free_port()
        with tempfile.TemporaryDirectory(prefix="showd-prometheus-") as folder:
            config = f"{folder}/prometheus.yml"
            with open(config, "w") as file:
                file.write("global: {scrape_interval: 1s}\n"
                           "scrape_configs:\n"
                           f"  - {{job_name: showd, static_configs: [{{targets: ['127.0.0.1:{showd.port}']}}]}}\n")
            server = subprocess.Popen(
                ["prometheus", f"--config.file={config}", f"--storage.tsdb.path={folder}/data",
                 f"--web.listen-address=127.0.0.1:{port}"],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                def ask(query):
                    url = f"http://127.0.0.1:{port}/api/v1/query?query={urllib.parse.quote(query)}"
                    try:
                        with urllib.request.urlopen(url, timeout=5) as answer:
                            return json.load(answer)["data"]["result"]
                    except OSError:
                        return []
                up = harness.wait_until(lambda: ask("showd_device_up == 1"), 60, "an answer from Prometheus")
                self.assertEqual(len(up), 2)
                runs = harness.wait_until(lambda: ask("showd_run_duration_seconds_count > 0"), 60, "runs")
                self.assertEqual(runs[0]["metric"]["inventory"], "lab")
                self.assertEqual(ask('up{job="showd"}')[0]["value"][1], "1")
                types = ask("count(showd_interface_oper_status)")
                self.assertGreater(float(types[0]["value"][1]), 2)
            finally:
                server.terminate()
                server.wait(20)


if __name__ == "__main__":
    harness.main()
