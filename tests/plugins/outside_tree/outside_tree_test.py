#!/usr/bin/python3
"""Builds a plugin outside the tree against an installed showd, as its author would, and has the
host load it.

    outside_tree_test.py CMAKE BUILD_DIRECTORY LOAD_PLUGINS [-DVARIABLE=VALUE ...]

Installs the plugin kit (headers, CMake package, template) to a prefix of its own, copies the
template away from the tree, configures, builds and installs it there, and runs LOAD_PLUGINS on what
was installed.
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile


def run(*command):
    result = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
    if result.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}\n{result.stdout}\n{result.stderr}")
    return result.stdout


def main():
    cmake, build, load_plugins, *options = sys.argv[1:]
    os.umask(0o022)
    with tempfile.TemporaryDirectory(prefix="showd-outside-tree-") as folder:
        place = pathlib.Path(folder)
        prefix = place / "prefix"
        run(cmake, "--install", build, "--component", "plugin_kit", "--prefix", prefix)
        shutil.copytree(prefix / "share/showd/template", place / "mine")
        text = (place / "mine/template.cpp").read_text()
        (place / "mine/template.cpp").write_text(text.replace('SHOWD_PLUGIN("template"', 'SHOWD_PLUGIN("acme"'))

        run(cmake, "-S", place / "mine", "-B", place / "build", f"-DCMAKE_PREFIX_PATH={prefix}",
            f"-DCMAKE_INSTALL_PREFIX={prefix}", *options)
        run(cmake, "--build", place / "build")
        run(cmake, "--install", place / "build")
        installed = prefix / "lib/showd/plugins/template.so"
        if installed.stat().st_mode & 0o022:
            sys.exit(f"{installed} is writable by others")
        exported = [line.split()[-1] for line in run("nm", "-D", "--defined-only", installed).splitlines()]
        if exported != ["showd_plugin"]:
            sys.exit(f"exports {exported}, not showd_plugin alone")
        answer = run(load_plugins, installed.parent, "acme", "show ports",
                     "Port Admin Link Speed MTU Description\nge1 up up 1000 1500 uplink\nge2 up no-sfp - 1500\n")
        wanted = "GigabitEthernet1 up\nGigabitEthernet2 not-present\n"
        if answer != wanted:
            sys.exit(f"the host makes of it\n{answer}and not\n{wanted}")
    print("built outside the tree, loaded, parsed")


main()
