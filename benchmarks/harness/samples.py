"""Figures as they are measured, kept in a JSON file so that a report can join runs of different workloads."""

import json
import os
import statistics
import time


class Samples:
    """All figures of a report: one entry per workload, with when and how it was run."""

    def __init__(self, file):
        self.file = file
        self.entries = json.loads(file.read_text()) if file.exists() else {}

    def begin(self, workload, command, machine):
        self.entries[workload] = {
            "date": time.strftime("%Y-%m-%d %H:%M %Z"), "command": command, "machine": machine, "samples": [], "notes": []}

    def add(self, workload, case, server, **values):
        load = os.getloadavg()[0]
        self.entries[workload]["samples"].append({"case": case, "server": server, "load": round(load, 2), **values})
        shown = "  ".join(f"{name} {value:.4g}" for name, value in values.items())
        print(f"{workload:14} {case:34} {server:12} {shown}  (load {load:.1f})", flush=True)

    def note(self, workload, text):
        self.entries[workload]["notes"].append(text)
        print(f"{workload:14} note: {text}", flush=True)

    def save(self):
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.file.write_text(json.dumps(self.entries, indent=1) + "\n")

    def cases(self, workload):
        return list(dict.fromkeys(sample["case"] for sample in self.entries[workload]["samples"]))

    def median(self, workload, case, server, measure):
        """Median over the rounds, or None where it was not measured."""
        values = [sample[measure] for sample in self.entries.get(workload, {}).get("samples", [])
                  if sample["case"] == case and sample["server"] == server and measure in sample]
        return statistics.median(values) if values else None
