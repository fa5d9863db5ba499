"""The workloads, one module each; a module's NAME is what --only takes and its run(bench) measures and adds samples."""

import importlib

NAMES = ["start", "memory", "log-metric", "log-batch", "create-run", "search-runs", "get-history", "scoring", "projects"]

_MODULES = {"log-metric": "writes", "log-batch": "writes", "create-run": "writes", "search-runs": "reads",
            "get-history": "reads"}


def run(name, bench):
    module = importlib.import_module(f"harness.workloads.{_MODULES.get(name, name)}")
    module.run(name, bench)
