"""Finds or makes what the harness needs: wrk, a JDK 25, virtual environments, the SQLite driver."""

import glob
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

MLFLOW = ["mlflow==3.17.2", "psycopg2-binary==2.9.13", "scikit-learn==1.9.1", "skl2onnx==1.20.0", "onnx==1.23.2", "onnxruntime==1.31.1"]
FASTTRACKML = ["fasttrackml==0.6.0"]


def require_wrk():
    if not shutil.which("wrk"):
        raise SystemExit("benchmarks/run needs wrk: apt-get install wrk")


def virtual_environment(given, cache, name, packages):
    """The environment that was given by option, or one made from PyPI in the cache folder."""
    if given:
        return given.absolute()
    folder = cache / name
    complete = folder / "complete"
    if not complete.exists():
        print(f"making {folder} with {' '.join(packages)}", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        subprocess.run([folder / "bin" / "pip", "install", "--quiet", *packages], check=True)
        complete.touch()
    return folder


def jdk(given):
    """Home of a JDK 25 or newer."""
    places = [given, os.environ.get("JAVA_HOME"), *sorted(glob.glob("/usr/lib/jvm/*25*")),
              *glob.glob("/Library/Java/JavaVirtualMachines/*25*/Contents/Home")]
    for place in filter(None, places):
        release = Path(place) / "release"
        if release.exists() and (found := re.search(r'JAVA_VERSION="(\d+)', release.read_text())):
            if int(found.group(1)) >= 25 and (Path(place) / "bin" / "javac").exists():
                return Path(place)
    raise SystemExit("no JDK 25 found: give it with --java-home")


def sqlite_driver(root):
    """The driver at the version that the build uses, which the build has put into Maven's repository."""
    version = re.search(r"<sqlite.version>(.*?)<", (root / "pom.xml").read_text()).group(1)
    jar = Path.home() / ".m2/repository/org/xerial/sqlite-jdbc" / version / f"sqlite-jdbc-{version}.jar"
    if not jar.exists():
        raise SystemExit(f"{jar} is missing: build Millrace first (./millrace --version)")
    return jar


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
