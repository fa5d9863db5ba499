"""The command line of the harness."""

import argparse
import os
from pathlib import Path

from harness import workloads

ROOT = Path(__file__).resolve().parents[2]
SERVERS = ["millrace", "mlflow", "fasttrackml", "floor"]


def parse(arguments):
    parser = argparse.ArgumentParser(
        prog="benchmarks/run",
        description="Starts Millrace, MLflow 3.17.2 and FastTrackML 0.6.0 on fresh databases in a temporary folder, "
        "gives each the same closed-loop workloads in turn, several rounds, and writes a table of medians and ratios "
        "(Markdown) and charts (SVG). Needs wrk (Debian package), Python 3.10 or newer with venv, and a JDK 25.",
    )
    parser.add_argument("--only", type=names([*workloads.NAMES, *workloads.ON_POSTGRESQL]),
                        default=workloads.NAMES, metavar="W,…",
                        help="workloads to run: " + ", ".join(workloads.NAMES) + " (default: these); "
                        + ", ".join(workloads.ON_POSTGRESQL) + ", on a PostgreSQL of this machine's packages")
    parser.add_argument("--servers", type=names(SERVERS), default=SERVERS, metavar="S,…",
                        help="servers to run: " + ", ".join(SERVERS) + " (default: all; 'floor' is the bare JDBC writer)")
    parser.add_argument("--connections", type=integers, metavar="N,…",
                        help="only these numbers of connections (default: those of each workload)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds, each server once in each (default: %(default)s)")
    parser.add_argument("--seconds", type=float, default=5, help="length of one measurement (default: %(default)s)")
    parser.add_argument("--warmup", type=float, default=10,
                        help="seconds of the same load before a server is first measured under it "
                        "(default: %(default)s)")
    parser.add_argument("--limit", type=int, default=1_000_000,
                        help="most requests of one connection in one measurement (default: %(default)s)")
    parser.add_argument("--idle", type=float, default=60,
                        help="seconds after the first answer at which idle memory is read (default: %(default)s)")
    parser.add_argument("--millrace", type=Path, default=ROOT / "millrace", help="launcher (default: this checkout's)")
    parser.add_argument("--mlflow", type=Path, metavar="VENV",
                        help="virtual environment that holds MLflow (default: made in the cache folder from PyPI)")
    parser.add_argument("--fasttrackml", type=Path, metavar="VENV",
                        help="virtual environment that holds FastTrackML (default: made in the cache folder from PyPI)")
    parser.add_argument("--java-home", type=Path, help="JDK 25 for the bare writer (default: JAVA_HOME or a known place)")
    parser.add_argument("--cache", type=Path, default=cache_folder(),
                        help="folder for virtual environments and generated databases (default: %(default)s)")
    parser.add_argument("--output", type=Path, default=ROOT / "benchmarks" / "results",
                        help="folder of the report; workloads that are not run keep their last figures "
                        "(default: %(default)s)")
    parser.add_argument("--report", action="store_true", help="write the report anew from the figures kept, run nothing")
    return parser.parse_args(arguments)


def names(known):
    def read(text):
        chosen = text.split(",")
        for name in chosen:
            if name not in known:
                raise argparse.ArgumentTypeError(f"{name!r} is none of {', '.join(known)}")
        return chosen

    return read


def integers(text):
    return [int(part) for part in text.split(",")]


def cache_folder():
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return Path(base) / "millrace-benchmarks"
