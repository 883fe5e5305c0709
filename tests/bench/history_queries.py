#!/usr/bin/python3
"""How long people wait for their answers: the questions of config/docs/history.md on a large history; and an
upgrade of a file of schema version 1.

    tests/bench/history_queries.py [--devices 2000] [--ports 48] [--states 34] [--upgrade 1000000] [--keep FOLDER]

The database is made by showd and filled with a year of random changes: `states` of each port. Best of three,
in a process that has the file in the kernel's cache; with --analyze also after ANALYZE, which showd itself never runs.
"""
import argparse
import hashlib
import pathlib
import random
import re
import shutil
import sqlite3
import tempfile
import time

import bench
from bench import harness

DOCS = harness.SOURCE / "config" / "docs" / "history.md"
SCHEMA = harness.SOURCE / "daemon" / "store" / "schema.cpp"
OPEN = (1 << 63) - 1
DAY = 86_400_000
YEAR = 365 * DAY


def questions():
    found = re.findall(r"^### (\d+\. .*?)\n(.*?)```sql\n(.*?)```", DOCS.read_text(), re.S | re.M)
    return [(title, sql) for title, _, sql in found] + [
        ("the newest 20 changes", "select * from interface_changes limit 20"),
        ("all states at a moment", f"select count(*) from interface_state where valid_from_ts <= {now() - DAY} and "
                                   f"valid_to_ts > {now() - DAY}")]


def now():
    return int(time.time() * 1000)


class Texts:
    def __init__(self):
        self.ids = {}

    def id(self, text):
        return self.ids.setdefault(text, len(self.ids) + 1)


class Filler:
    """A year of a fleet. Beside the random: what the questions ask for by name."""

    def __init__(self, file, devices, ports, states):
        self.db = sqlite3.connect(file, isolation_level=None)
        self.devices, self.ports, self.states = devices, ports, states
        self.random, self.texts, self.end = random.Random(1), Texts(), now()
        self.start = self.end - YEAR

    def fill(self):
        columns = {row[1] for row in self.db.execute("PRAGMA table_info(interface_current)")}
        self.is_old = "description" in columns
        self.alias = "description" if self.is_old else "if_alias"
        self.db.execute("PRAGMA synchronous = OFF")
        self.db.execute("PRAGMA cache_size = -300000")
        self.db.execute("BEGIN")
        self.fill_devices()
        self.fill_history()
        self.fill_addresses()
        self.fill_gaps()
        self.fill_polls()
        self.db.executemany("INSERT INTO text_value (id, value) VALUES (?, ?)",
                            ((number, text) for text, number in self.texts.ids.items()))
        self.db.execute("COMMIT")
        return self.db.execute("SELECT count(*) FROM interface_history").fetchone()[0]

    def many(self, table, columns, rows):
        marks = ", ".join("?" * len(columns.split(",")))
        self.db.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)

    def every(self):
        """Device and interface numbers."""
        return ((1 + n // self.ports, 1 + n) for n in range(self.devices * self.ports))

    def fill_devices(self):
        self.db.execute("INSERT OR IGNORE INTO inventory (id, name) VALUES (1, 'core')")
        self.many("device", "id, name, inventory, platform, address, first_seen, last_ok",
                  ((n, f"r{n}", 1, "cisco_ios", f"10.{n >> 8}.{n & 255}.1", self.start,
                    self.end - 5000 if n % 100 else None) for n in range(1, self.devices + 1)))
        self.many("interface", "id, device, name, first_seen",
                  ((i, d, f"GigabitEthernet0/{(i - 1) % self.ports}", self.start + (i % 500 == 0) * (YEAR - DAY))
                   for d, i in self.every()))

    def history(self):
        up, down, kind = (self.texts.id(text) for text in ("connected", "notconnect", "iGbE"))
        for _, i in self.every():
            mac = self.texts.id(f"00:00:5e:{i >> 16:02x}:{i >> 8 & 255:02x}:{i & 255:02x}")
            begin, status, alias, flap = self.start, 1, self.texts.id(f"customer {i}"), None
            for end in sorted(self.random.sample(range(1, YEAR), self.states - 1)) + [None]:
                end = OPEN if end is None else self.start + end
                yield (i, begin, end, 1, status, up if status == 1 else down, kind, mac, 1500, 10**9, 2, alias,
                       *([] if self.is_old else [flap]))
                begin, flap = end, 1 if self.random.random() < 0.95 else None
                if flap:
                    status = 3 - status
                else:
                    alias = self.texts.id(f"customer {i} as of {self.random.randrange(9)}")

    def fill_history(self):
        facts = f"admin_status, oper_status, reason, type, phys_address, mtu, speed_bps, duplex, {self.alias}"
        flap = "" if self.is_old else ", flap"
        self.many("interface_history", f"interface, valid_from, valid_to, {facts}{flap}", self.history())
        self.db.execute(f"INSERT INTO interface_current (interface, since, valid_from, {facts}, families) SELECT "
                        f"interface, valid_from, valid_from, {facts}, 1 FROM interface_history WHERE valid_to = {OPEN}")

    def fill_addresses(self):
        """Each fourth port has one; r1 and r2 share a link, r3 and r4 an address."""
        self.many("interface_address", "interface, address, prefix_length, valid_from, valid_to",
                  ((i, f"10.{i >> 16}.{i >> 8 & 255}.{i & 255}", 30, self.start, OPEN)
                   for _, i in self.every() if i % 4 == 1))
        self.many("interface_address", "interface, address, prefix_length, valid_from, valid_to",
                  ((1 + self.ports * device, address, 30, self.start, OPEN) for device, address in
                   enumerate(("192.0.2.1", "192.0.2.2", "198.51.100.1", "198.51.100.1"))))
        self.db.execute("UPDATE interface_current SET mtu = 9000 WHERE interface = 1")

    def gaps(self):
        for n in range(1, self.devices + 1):
            begin = self.start
            for _ in range(12):
                begin += self.random.randrange(1, 50 * DAY)
                end = begin + self.random.randrange(1000, 7_200_000)
                if end > self.end - 7 * DAY:
                    break
                yield n, begin, end, self.random.choice(["timeout", "refused", "showd stopped"])
                begin = end
            if n % 100 == 0:
                yield n, self.end - 3 * DAY, OPEN, "timeout"
        yield 1, self.end - 3 * DAY, self.end - 2 * DAY, "timeout"

    def fill_gaps(self):
        self.many("gap", "device, from_ts, to_ts, reason", self.gaps())
        if not self.is_old:
            self.many("interface_gap", "interface, from_ts, to_ts",
                      ((i, self.end - DAY, OPEN) for _, i in self.every() if i % 100 == 0))

    def polls(self):
        """Of each device the last 20 good ones; of one in seven, failures too."""
        for back in range(60, 0, -1):
            for n in range(1, self.devices + 1):
                bad = n % 7 == 0 and back % 2 == 1
                if bad or back <= 20 and n % 100:
                    yield (n, 100_000 - back, self.end - back * 60_000, self.random.randrange(100, 3000),
                           *(("timeout", "connect", "no answer") if bad else ("ok", None, None)))

    def fill_polls(self):
        self.many("poll", "device, run, started, duration_ms, result, stage, error", self.polls())
        skipped = "skipped" if self.is_old else "busy"
        self.many("run", f"id, inventory, started, duration_ms, devices, ok, failed, {skipped}",
                  ((n, 1, self.end - (100_000 - n) * 60_000, 20_000, self.devices, self.devices - 9, 9, 0)
                   for n in range(1_000, 100_000)))
        if self.is_old:
            return
        first = self.end // 3_600_000 - 30 * 24
        self.many("device_hour", "hour, device, polls, failed, ok_ms, longest_ms",
                  (((first + hour) * 3_600_000, n, 60, n % 7 == 0, self.random.randrange(6000, 60_000), 3000)
                   for hour in range(30 * 24) for n in range(1, self.devices + 1)))
        self.many("device_label", "device, name, value",
                  ((n, "site", ("ams", "fra", "lon")[n % 3]) for n in range(1, self.devices + 1)))
        self.many("device_group", "device, name", ((n, "core") for n in range(1, self.devices + 1, 10)))


def daemon(folder, file=None):
    """showd on a database without devices; where that is, and the log until it was ready and stopped."""
    folder.mkdir()
    showd = harness.Showd({"core": ("every: 1h", "devices: {}\n")}, folder=folder)
    if file:
        shutil.copy(file, showd.database)
    showd.start()
    showd.stop()
    return showd.database, showd.log_text()


def ask(file, title, sql):
    best, cpu, rows = 99, 99, []
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as db:
        for _ in range(3):
            began, spent = time.perf_counter(), time.process_time()
            rows = db.execute(sql).fetchall()
            best, cpu = min(best, time.perf_counter() - began), min(cpu, time.process_time() - spent)
    print(f"| {title} | {len(rows)} | {best:.4f} | {cpu:.4f} |")
    return best


def intervals(file, facts):
    """How many, and a hash of all."""
    digest, count = hashlib.sha256(), 0
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as db:
        for row in db.execute(f"SELECT interface, valid_from, valid_to, {facts} FROM interface_history "
                              "ORDER BY interface, valid_from"):
            digest.update(repr(row).encode())
            count += 1
    return count, digest.hexdigest()[:16]


def upgrade(folder, rows):
    old = folder / "version1.db"
    with sqlite3.connect(old) as db:
        db.executescript("PRAGMA page_size = 8192; PRAGMA application_id = 0x73686F77; PRAGMA user_version = 1;"
                         + re.search(r'kVersion1 = R"sql\((.*?)\)sql"', SCHEMA.read_text(), re.S)[1])
    devices = max(1, rows // (48 * 34))
    Filler(old, devices, 48, 34).fill()
    before = intervals(old, "admin_status, oper_status, reason, phys_address, speed_bps, duplex, description")
    began = time.monotonic()
    new, log = daemon(folder / "upgraded", old)
    took = time.monotonic() - began
    after = intervals(new, "admin_status, oper_status, reason, phys_address, speed_bps, duplex, if_alias")
    print(f"\nupgrade from version 1: {before[0]} intervals, hash {before[1]}; after: {after[0]}, {after[1]}; "
          f"start and stop {took:.1f} s; showd's log:")
    print("\n".join(line for line in log.splitlines() if "schema" in line))
    if before != after:
        raise SystemExit("intervals differ")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, default in (("devices", 2000), ("ports", 48), ("states", 34), ("upgrade", 1_000_000)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--analyze", action="store_true")
    parser.add_argument("--keep", type=pathlib.Path)
    given = parser.parse_args()
    print(bench.setting())
    folder = given.keep or pathlib.Path(tempfile.mkdtemp(prefix="showd-history-"))
    folder.mkdir(exist_ok=True)
    try:
        file, _ = daemon(folder / "large")
        rows = Filler(file, given.devices, given.ports, given.states).fill()
        for analyzed in (False, True)[:1 + given.analyze]:
            if analyzed:
                sqlite3.connect(file).execute("ANALYZE")
            print(f"\n{rows} rows of history, {file.stat().st_size / 1e6:.0f} MB{', after ANALYZE' * analyzed}\n\n"
                  "| question | rows | s | CPU s |\n| --- | --- | --- | --- |")
            print(f"slowest: {max(ask(file, title, sql) for title, sql in questions()):.3f} s")
        if given.upgrade:
            upgrade(folder, given.upgrade)
    finally:
        if not given.keep:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
