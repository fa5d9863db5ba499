"""The report as Markdown: one table of medians and ratios, the CPU time behind them, and the targets."""

import os

from harness import charts
from harness.targets import TARGETS
from harness.workloads import NAMES, ON_POSTGRESQL

LABELS = {"millrace": "Millrace", "mlflow": "MLflow", "fasttrackml": "FastTrackML", "floor": "bare writer"}

# Load average per processor above which the figures are those of a busy machine: the load itself makes about one.
BUSY = 3
# Measures of each workload: key of the sample, unit, whether more is better.
RATE = [("rate", "/s", True)]
MEASURES = {
    "start": [("seconds", " s", False), ("cpu_s", " s CPU", False)],
    "memory": [("pss_mb", " MB PSS", False), ("processes", " processes", False)],
    "projects": [("seconds", " s", False), ("cpu_s", " s CPU", False)],
}


def write(samples, file):
    parts = [
        "# Millrace beside MLflow and FastTrackML",
        "Written by `benchmarks/run`; how it measures is in [docs/benchmarks.md](../../docs/benchmarks.md). Medians over the "
        "rounds. A ratio says how many times better Millrace is (more per second, or less time or memory). The bare writer "
        "is plain JDBC on the same schema with as many batches per commit as there are connections, each commit synced.",
        table(samples),
        *[f"![{title}]({name})" for name, title in charts.NAMES if charts.shown(samples, name)],
        "## CPU time of the server per request",
        "User and system time of the whole process tree, in milliseconds. Less open to what else the machine does than a rate.",
        cpu_table(samples),
        "## Targets",
        target_table(samples),
        "## Notes",
        notes(samples),
        "## How it was measured",
        conditions(samples),
    ]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n\n".join(part for part in parts if part) + "\n")


def table(samples):
    head = "| workload | " + " | ".join(LABELS.values()) + " | × MLflow | × FastTrackML | of bare writer |"
    lines = [head, "|---|" + "---:|" * 7]
    for name in measured(samples):
        for case in samples.cases(name):
            for measure, unit, more in MEASURES.get(name, RATE):
                lines.append(row(samples, name, case, measure, unit, more))
    return "\n".join(lines)


def row(samples, name, case, measure, unit, more):
    values = {server: samples.median(name, case, server, measure) for server in LABELS}
    cells = [amount(value) + unit if value is not None else "–" for value in values.values()]
    own = values["millrace"]

    def ratio(other):
        if own is None or values[other] is None:
            return "–"
        return times(own / values[other] if more else values[other] / own)

    floor = values["floor"]
    share = f"{(own / floor if more else floor / own):.0%}" if own and floor else "–"
    return f"| {name}: {case} | " + " | ".join([*cells, ratio("mlflow"), ratio("fasttrackml"), share]) + " |"


def cpu_table(samples):
    lines = ["| workload | " + " | ".join(LABELS.values()) + " | × MLflow | × FastTrackML | of bare writer |",
             "|---|" + "---:|" * 7]
    for name in measured(samples):
        for case in samples.cases(name):
            if any(samples.median(name, case, server, "cpu_ms") is not None for server in LABELS):
                lines.append(row(samples, name, case, "cpu_ms", "", False))
    return "\n".join(lines)


def target_table(samples):
    lines = ["| target | measured | |", "|---|---|---|"]
    for target in TARGETS:
        measured_values = target.measure(samples)
        if measured_values is None:
            lines.append(f"| {target.text} | not measured | |")
        else:
            lines.append(f"| {target.text} | {target.shown(measured_values)} | {'met' if target.met(measured_values) else '**missed**'} |")
    return "\n".join(lines)


def notes(samples):
    return "\n".join(f"- {name}: {text}" for name in measured(samples) for text in samples.entries[name]["notes"])


def conditions(samples):
    """One paragraph per set of workloads that were run by one command on one machine."""
    groups = {}
    for name in measured(samples):
        entry = samples.entries[name]
        key = (entry["command"], tuple(entry["machine"].items()))
        groups.setdefault(key, []).append((name, entry["date"], [sample["load"] for sample in entry["samples"]]))
    parts = []
    for (command, machine), members in groups.items():
        loads = [load for _, _, some in members for load in some]
        parts.append(f"`{command}`: " + ", ".join(f"{name} ({date})" for name, date, _ in members)
                     + f". Load average at the end of the measurements {min(loads):.1f} to {max(loads):.1f}.")
        if max(loads) > BUSY * os.cpu_count():
            parts.append("**The machine was busy with other work while this was measured**: rates and times are worse than on a "
                         "quiet one and uneven, those of the slowest servers most of all. The CPU time per request is the better guide.")
        parts.append("\n".join(f"- {fact}: {value}" for fact, value in machine))
    return "\n\n".join(parts)


def measured(samples):
    return [name for name in [*NAMES, *ON_POSTGRESQL] if samples.entries.get(name, {}).get("samples")]


def amount(value):
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def times(value):
    return f"{value:,.0f}×" if value >= 10 else f"{value:.2g}×"
