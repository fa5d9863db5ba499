"""Puts a run of the harness together."""

import shlex
import signal
import sys
import tempfile
from pathlib import Path

from harness import charts, machine, options, report, tools, workloads
from harness.bench import Bench
from harness.contestants import FastTrackML, Millrace, MLflow
from harness.floor import Floor
from harness.samples import Samples


def main(arguments=None):
    chosen = options.parse(arguments)
    # A stop from outside, too, ends the servers that were started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    samples = Samples(chosen.output / "figures.json")
    failures = [] if chosen.report else measure(chosen, samples)
    report.write(samples, chosen.output / "README.md")
    charts.write(samples, chosen.output)
    print(f"written: {chosen.output}/README.md")
    for failure in failures:
        print(f"FAILED {failure}")
    return 1 if failures else 0


def measure(chosen, samples):
    """Runs the chosen workloads; one that fails keeps its last figures, and the others still run."""
    tools.require_wrk()
    failures = []
    with tempfile.TemporaryDirectory(prefix="millrace-benchmarks-") as temporary:
        bench = assemble(chosen, samples, Path(temporary))
        facts = machine.describe(bench)
        for name in chosen.only:
            before = samples.entries.get(name)
            samples.begin(name, command(chosen), facts)
            try:
                workloads.run(name, bench)
            except Exception as failure:  # noqa: BLE001 - told at the end, with a failing exit code
                failures.append(f"{name}: {failure}")
                print(failures[-1], flush=True)
                if before:
                    samples.entries[name] = before
                else:
                    del samples.entries[name]
            samples.save()
    return failures


def assemble(chosen, samples, folder):
    mlflow = tools.virtual_environment(chosen.mlflow, chosen.cache, "mlflow", tools.MLFLOW)
    contestants = []
    if "millrace" in chosen.servers:
        contestants.append(Millrace("millrace", "Millrace", chosen.millrace.absolute()))
    if "mlflow" in chosen.servers:
        contestants.append(MLflow("mlflow", "MLflow", mlflow / "bin" / "mlflow"))
    if "fasttrackml" in chosen.servers:
        home = tools.virtual_environment(chosen.fasttrackml, chosen.cache, "fasttrackml", tools.FASTTRACKML)
        contestants.append(FastTrackML("fasttrackml", "FastTrackML", home / "bin" / "fml"))
    floor = Floor(chosen, options.ROOT, folder) if "floor" in chosen.servers else None
    return Bench(chosen, options.ROOT, samples, contestants, floor, mlflow, folder)


def command(chosen):
    """The command as another would give it: without the places of this machine."""
    words = ["benchmarks/run", "--rounds", str(chosen.rounds), "--seconds", f"{chosen.seconds:g}",
             "--warmup", f"{chosen.warmup:g}", "--idle", f"{chosen.idle:g}"]
    if chosen.only != workloads.NAMES:
        words += ["--only", ",".join(chosen.only)]
    if chosen.connections:
        words += ["--connections", ",".join(map(str, chosen.connections))]
    if chosen.servers != options.SERVERS:
        words += ["--servers", ",".join(chosen.servers)]
    return shlex.join(words)
