#!/usr/bin/python3
"""Compares every #include under daemon/ and plugins/ with the floor plan: which room uses which,
and in which room a third-party library may be named at all. Exit 1 and a line per fault.

    floor_plan.py SOURCE_DIR
    floor_plan.py --self-test
"""
import pathlib
import re
import sys

# Room -> the rooms that it may include, besides itself. Order: a room may use only rooms above it.
ROOMS = {
    "base": set(),
    "model": {"base"},
    "dialect": {"base", "model"},
    "config": {"base", "model"},
    "inventory": {"base", "model", "dialect", "config"},
    "textfsm": {"base"},
    "platform": {"base", "model", "textfsm", "showd"},
    "transport": {"base", "model"},
    "session": {"base", "model", "dialect", "transport"},
    "poll": {"base", "model", "dialect", "transport", "session", "platform"},
    "schedule": {"base", "model"},
    "fleet": {"base", "model"},
    "store": {"base", "model"},
    "metrics": {"base", "model", "fleet"},
    "recorder": {"base", "model", "fleet", "store", "metrics"},
    "http": {"base", "model", "fleet", "store", "metrics"},
}
EVERYTHING = set(ROOMS)
ROOMS["app"] = EVERYTHING | {"showd"}
ROOMS["ctl"] = EVERYTHING | {"showd", "app"}

# Third-party header (prefix) -> the rooms that may name it; a set of suffixes where it may stand.
THIRD_PARTY = {
    "asio": {"base"},
    "fmt/": set(ROOMS),
    "tl/": {"base"},
    "spdlog/": {"base"},
    "yaml-cpp/": {"config", "platform"},
    "libssh/": {"transport"},
    "libtelnet.h": {"transport"},
    "sqlite3.h": {"store"},
    "prometheus/": {"metrics"},
    "microhttpd.h": {"http"},
    "zlib.h": {"http", "store"},
    "dlfcn.h": {"platform"},
    "pcre2.h": {"textfsm", "dialect"},
    "systemd/": {"base", "app"},
    "nlohmann/": {"http", "ctl", "app"},
    "curl/": {"ctl", "inventory"},
    "boost/program_options": {"ctl", "app", "."},
}
# Never in a room's public header (*.hpp at the room's top that other rooms include).
PRIVATE = {"yaml-cpp/", "libssh/", "libtelnet.h", "sqlite3.h", "prometheus/", "microhttpd.h",
           "zlib.h", "dlfcn.h", "pcre2.h", "nlohmann/", "curl/", "spdlog/", "systemd/"}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)


def third_party(header):
    return next((prefix for prefix in THIRD_PARTY if header.startswith(prefix)), None)


def check(files):
    """files: {path relative to the source dir: text} -> list of faults."""
    faults = []
    included = {}  # header -> rooms other than its own that include it
    for path, text in sorted(files.items()):
        parts = path.split("/")
        room = parts[1] if parts[0] == "daemon" and len(parts) > 2 else "."
        for kind, header in INCLUDE.findall(text):
            line = text[: text.index(header)].count("\n") + 1
            where = f"{path}:{line}: {header}"
            head = header.split("/")[0]
            if parts[0] == "plugins":
                if kind == '"' and head in ROOMS and "/" in header:
                    faults.append(f"{where}: a plugin reaches into the daemon")
                elif third_party(header):
                    faults.append(f"{where}: a plugin uses the standard library and showd/ only")
                continue
            if kind == '"' and "/" in header and (head in ROOMS or head == "showd"):
                if room != "." and head != room:
                    if head not in ROOMS[room]:
                        faults.append(f"{where}: room {room} may not use {head}")
                    included.setdefault("daemon/" + header, set()).add(room)
            library = third_party(header)
            if library and room not in THIRD_PARTY[library]:
                faults.append(f"{where}: {library} belongs to {sorted(THIRD_PARTY[library])}")
    for path, rooms in sorted(included.items()):
        for _, header in INCLUDE.findall(files.get(path, "")):
            if third_party(header) in PRIVATE:
                faults.append(f"{path}: {header} in a header that {sorted(rooms)} include")
    for path in sorted(files):
        room = path.split("/")[1] if path.count("/") > 1 else "."
        if path.startswith("daemon/") and room != "." and room not in ROOMS:
            faults.append(f"{path}: room {room} is not on the floor plan")
    return faults


def self_test():
    good = {
        "daemon/store/store.cpp": '#include <sqlite3.h>\n#include "store/store.hpp"\n',
        "daemon/store/store.hpp": '#include "base/clock.hpp"\n',
        "daemon/http/server.cpp": '#include "store/store.hpp"\n',
        "plugins/x/x.cpp": '#include "showd/plugin.hpp"\n#include <charconv>\n',
    }
    assert check(good) == [], check(good)
    for path, text in [
        ("daemon/poll/poll.cpp", '#include "store/store.hpp"\n'),
        ("daemon/base/log.cpp", '#include "model/device.hpp"\n'),
        ("daemon/fleet/fleet.cpp", "#include <sqlite3.h>\n"),
        ("daemon/store/store.hpp", "#include <sqlite3.h>\n"),
        ("daemon/cellar/wine.cpp", "\n"),
        ("plugins/x/x.cpp", '#include "model/interface.hpp"\n'),
        ("plugins/x/x.cpp", "#include <fmt/format.h>\n"),
    ]:
        assert check({**good, path: text}), f"not found: {path}: {text}"
    print("the check finds what it should")


def main():
    if sys.argv[1:] == ["--self-test"]:
        return self_test()
    root = pathlib.Path(sys.argv[1])
    files = {}
    for folder in ("daemon", "plugins"):
        for path in (root / folder).rglob("*"):
            if path.suffix in (".h", ".hpp", ".cpp", ".c"):
                files[str(path.relative_to(root))] = path.read_text()
    faults = check(files)
    print("\n".join(faults) or f"{len(files)} files follow the floor plan")
    sys.exit(1 if faults else 0)


main()
