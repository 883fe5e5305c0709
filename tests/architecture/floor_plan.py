#!/usr/bin/python3
"""Holds every #include under daemon/ and plugins/ against the floor plan, and the plan against
itself. The plan is what each daemon/ROOM/CMakeLists.txt says, and stands nowhere else:

    showd_room(store SOURCES ... USES base model LINKS PkgConfig::sqlite3)

A room includes the rooms that it USES and the libraries that it LINKS, all of them and no others;
no way leads from a room back to it; a plugin knows the standard library and showd/ only.
Exit 1 and a line per fault.

    floor_plan.py SOURCE_DIR
    floor_plan.py --self-test
"""
import pathlib
import re
import sys

# Header (prefix) -> what LINKS calls its library; of two prefixes that fit, the longer one. Every
# other header is the language's or the system's.
LIBRARIES = {
    "boost/program_options": "Boost::program_options",
    "curl/": "CURL::libcurl",
    "dlfcn.h": "${CMAKE_DL_LIBS}",
    "libssh/": "PkgConfig::libssh",
    "libtelnet.h": "PkgConfig::libtelnet",
    "microhttpd.h": "PkgConfig::microhttpd",
    "nlohmann/": "nlohmann_json::nlohmann_json",
    "pcre2.h": "PkgConfig::pcre2",
    "prometheus/": "prometheus-cpp::core",
    "sqlite3.h": "PkgConfig::sqlite3",
    "systemd/": "PkgConfig::systemd",
    "yaml-cpp/": "yaml-cpp",
    "zlib.h": "PkgConfig::zlib",
}
# What base shows in its public headers and links for all: fmt may be named by whoever uses base,
# the others are named by base alone.
FMT = "fmt/"
BASE_ALONE = ("asio", "tl/")

PLUGIN_ABI = "plugin_abi"  # include/showd, as a room
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)
ROOM = re.compile(r"^showd_room\(\s*(\w+)([^)]*)\)", re.M)
MAIN = re.compile(r"^target_link_libraries\(\s*(\w+)\s+PRIVATE([^)]*)\)", re.M)


def library(header):
    fitting = [prefix for prefix in LIBRARIES if header.startswith(prefix)]
    return LIBRARIES[max(fitting, key=len)] if fitting else None


class Room:
    def __init__(self, plan, uses, links):
        self.plan, self.uses, self.links = plan, uses, links
        self.included, self.linked = set(), set()  # what its files name


def words_after(keyword, arguments):
    found = re.search(rf"\b{keyword}\b((?:\s+(?!SOURCES|USES|LINKS)\S+)*)", arguments)
    return set(found[1].split()) if found else set()


def read_plan(files):
    """-> {room: Room}; a main (daemon/NAME.cpp) is a room without walls, but links what it names."""
    rooms = {PLUGIN_ABI: Room("include/CMakeLists.txt", set(), set())}
    for path, text in files.items():
        if not path.startswith("daemon/") or not path.endswith("CMakeLists.txt"):
            continue
        text = re.sub(r"#.*", "", text)
        for name, arguments in ROOM.findall(text):
            uses, links = words_after("USES", arguments), words_after("LINKS", arguments)
            rooms[name] = Room(path, uses, links)
        if path == "daemon/CMakeLists.txt":
            for name, arguments in MAIN.findall(text):
                links = {word for word in arguments.split() if not word.startswith("showd_")}
                rooms[name + ".cpp"] = Room(path, None, links)
    return rooms


def circles(rooms):
    """-> a fault for each room from which the arrows lead back to it."""
    faults = []
    for name, room in rooms.items():
        seen, ways = set(), [(use, [name, use]) for use in sorted(room.uses or ())]
        while ways:
            at, way = ways.pop()
            if at == name:
                faults.append(f"{room.plan}: a circle: {' -> '.join(way)}")
                break
            if at in rooms and at not in seen:
                seen.add(at)
                ways += [(use, way + [use]) for use in sorted(rooms[at].uses)]
    return faults


def plugin_fault(kind, header, rooms):
    if kind == '"' and "/" in header and header.split("/")[0] in rooms:
        return "a plugin reaches into the daemon"
    if library(header) or header.startswith((FMT, *BASE_ALONE)):
        return "a plugin uses the standard library and showd/ only"
    return None


def room_of(kind, header, rooms):
    """The room that an #include names, if it names one."""
    head = header.split("/")[0]
    if header.startswith(FMT):
        return "base"
    if kind == '"' and "/" in header:
        return PLUGIN_ABI if head == "showd" else head if head in rooms else None
    return None


def room_fault(name, kind, header, rooms):
    """What is wrong with this #include in this room; remembers what it names."""
    room, used, linked = rooms[name], room_of(kind, header, rooms), library(header)
    if used and used != name:
        room.included.add(used)
        if room.uses is not None and used not in room.uses:
            return f"{name} does not use {used}"
    if linked:
        room.linked.add(linked)
        if linked not in room.links:
            return f"{name} does not link {linked}"
    if name != "base" and header.startswith(BASE_ALONE):
        return "only base names it"
    return None


def dead_arrows(rooms):
    faults = []
    for name, room in sorted(rooms.items()):
        for use in sorted((room.uses or set()) - room.included):
            why = "is used, but never included" if use in rooms else "is used, but no room"
            faults.append(f"{room.plan}: {name}: {use} {why}")
        for link in sorted((room.links - room.linked) & set(LIBRARIES.values())):
            faults.append(f"{room.plan}: {name}: {link} is linked, but never included")
        for link in sorted(room.links - set(LIBRARIES.values())):
            faults.append(f"{room.plan}: {name}: {link} is not among the check's LIBRARIES")
    return faults


def shown_libraries(files, rooms):
    """A library that a room links stays out of the headers that other rooms include."""
    faults = []
    readers = {}  # header -> rooms other than its own that include it
    for path, text in files.items():
        for kind, header in INCLUDE.findall(text):
            if room_of(kind, header, rooms) not in (None, path.split("/")[1]):
                readers.setdefault("daemon/" + header, set()).add(path.split("/")[1])
    for path, rooms_that_read in sorted(readers.items()):
        for _, header in INCLUDE.findall(files.get(path, "")):
            if library(header):
                faults.append(f"{path}: {header} in a header that {sorted(rooms_that_read)} include")
    return faults


def check(files):
    """files: {path relative to the source dir: text} -> list of faults."""
    rooms = read_plan(files)
    faults = circles(rooms)
    sources = {p: text for p, text in sorted(files.items()) if not p.endswith("CMakeLists.txt")}
    for path, text in sources.items():
        top, name = path.split("/")[:2]
        if top == "daemon" and name not in rooms:
            faults.append(f"{path}: {name} is not on the floor plan")
            continue
        for found in INCLUDE.finditer(text):
            kind, header = found.groups()
            fault = (plugin_fault(kind, header, rooms) if top == "plugins"
                     else room_fault(name, kind, header, rooms))
            if fault:
                line = text.count("\n", 0, found.start(2)) + 1
                faults.append(f"{path}:{line}: {header}: {fault}")
    return faults + dead_arrows(rooms) + shown_libraries(sources, rooms)


GOOD = {
    "daemon/CMakeLists.txt": "# showd_room(example USES none)\n"
                             "target_link_libraries(showd PRIVATE showd_app Boost::program_options)\n",
    "daemon/showd.cpp": '#include <boost/program_options.hpp>\n#include "app/daemon.hpp"\n',
    "daemon/base/CMakeLists.txt": "showd_room(base SOURCES log.cpp LINKS yaml-cpp\n"
                                  "  PkgConfig::systemd)\n",
    "daemon/base/log.cpp": "#include <yaml-cpp/yaml.h>\n#include <systemd/sd-journal.h>\n"
                           "#include <asio.hpp>\n",
    "daemon/base/clock.hpp": "#include <tl/expected.hpp>\n",
    "daemon/store/CMakeLists.txt": "showd_room(store\n  SOURCES store.cpp\n  USES base  # and no more\n"
                                   "  LINKS PkgConfig::sqlite3)\n",
    "daemon/store/store.cpp": '#include <sqlite3.h>\n#include "store/store.hpp"\n',
    "daemon/store/store.hpp": '#include "base/clock.hpp"\n',
    "daemon/app/CMakeLists.txt": "showd_room(app SOURCES daemon.cpp USES base store plugin_abi)\n",
    "daemon/app/daemon.hpp": '#include "showd/plugin.h"\n',
    "daemon/app/daemon.cpp": '#include <fmt/format.h>\n#include "store/store.hpp"\n',
    "plugins/x/x.cpp": '#include "showd/plugin.hpp"\n#include <charconv>\n',
}
# A file that is added or replaced, and what is said of it.
BAD = [
    ("daemon/store/writer.cpp", '#include "app/daemon.hpp"\n', "store does not use app"),
    ("daemon/store/writer.cpp", '#include "showd/plugin.h"\n', "store does not use plugin_abi"),
    ("daemon/base/clock.cpp", '#include "store/store.hpp"\n', "base does not use store"),
    ("daemon/app/daemon.cpp", "#include <sqlite3.h>\n", "app does not link PkgConfig::sqlite3"),
    ("daemon/store/sink.cpp", "#include <systemd/sd-journal.h>\n", "does not link PkgConfig::systemd"),
    ("daemon/showd.cpp", "#include <sqlite3.h>\n", "showd.cpp does not link PkgConfig::sqlite3"),
    ("daemon/store/store.hpp", "#include <sqlite3.h>\n", "in a header that ['app'] include"),
    ("daemon/store/writer.cpp", "#include <asio.hpp>\n", "only base names it"),
    ("daemon/store/writer.cpp", "#include <tl/expected.hpp>\n", "only base names it"),
    ("daemon/cellar/wine.cpp", "\n", "cellar is not on the floor plan"),
    ("daemon/app/daemon.cpp", "#include <fmt/format.h>\n", "store is used, but never included"),
    ("daemon/app/daemon.hpp", "\n", "plugin_abi is used, but never included"),
    ("daemon/store/store.cpp", "\n", "PkgConfig::sqlite3 is linked, but never included"),
    ("daemon/store/CMakeLists.txt", "showd_room(store USES base cellar LINKS PkgConfig::sqlite3)\n",
     "cellar is used, but no room"),
    ("daemon/store/CMakeLists.txt", "showd_room(store USES base LINKS PkgConfig::sqlite3 grapes)\n",
     "grapes is not among the check's LIBRARIES"),
    ("daemon/store/CMakeLists.txt", "showd_room(store USES base app LINKS PkgConfig::sqlite3)\n",
     "a circle: store -> app -> store"),
    ("daemon/base/CMakeLists.txt", "showd_room(base USES base LINKS yaml-cpp)\n",
     "a circle: base -> base"),
    ("plugins/x/x.cpp", '#include "base/clock.hpp"\n', "a plugin reaches into the daemon"),
    ("plugins/x/x.cpp", "#include <fmt/format.h>\n", "the standard library and showd/ only"),
    ("plugins/x/x.cpp", "#include <sqlite3.h>\n", "the standard library and showd/ only"),
]


def self_test():
    assert check(GOOD) == [], check(GOOD)
    for path, text, want in BAD:
        faults = check({**GOOD, path: text})
        assert any(want in fault for fault in faults), f"{path}: {text}{want}: not in {faults}"
    print(f"the check finds all of {len(BAD)} faults")


def main():
    if sys.argv[1:] == ["--self-test"]:
        return self_test()
    root = pathlib.Path(sys.argv[1])
    files = {}
    for folder in ("daemon", "plugins"):
        for path in (root / folder).rglob("*"):
            if path.suffix in (".h", ".hpp", ".cpp", ".c") or path.name == "CMakeLists.txt":
                files[str(path.relative_to(root))] = path.read_text()
    faults = check(files)
    print("\n".join(faults) or f"{len(files)} files follow the floor plan")
    sys.exit(1 if faults else 0)


main()
