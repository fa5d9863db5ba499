"""What the figures were measured on: read from /proc and from the programs themselves."""

import os
import platform
import subprocess
from pathlib import Path


def describe(bench):
    memory = int(Path("/proc/meminfo").read_text().split()[1]) / 1e6
    facts = {
        "processor": f"{processor()}, {os.cpu_count()} cores",
        "memory": f"{memory:.0f} GB",
        "system": f"{distribution()}, Linux {platform.release()}",
        "file system": file_system(bench.folder),
        "wrk": first_line(["wrk", "-v"]),
        "Python": platform.python_version(),
    }
    for contestant in bench.contestants:
        facts[contestant.label] = first_line([contestant.program, "--version"])
    if bench.floor:
        facts["JDK of the bare writer"] = first_line([bench.floor.java, "-version"])
    return facts


def processor():
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def distribution():
    for line in Path("/etc/os-release").read_text().splitlines():
        if line.startswith("PRETTY_NAME="):
            return line.partition("=")[2].strip('"')
    return platform.system()


def file_system(folder):
    kinds = {}
    for line in Path("/proc/mounts").read_text().splitlines():
        device, place, kind = line.split()[:3]
        kinds[place] = f"{kind} on {device}"
    path = Path(folder).resolve()
    while str(path) not in kinds:
        path = path.parent
    return kinds[str(path)]


def first_line(command):
    finished = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    lines = (finished.stdout + finished.stderr).strip().splitlines()
    return lines[0].strip() if lines else "unknown"
