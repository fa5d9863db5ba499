"""The workloads, one module each; a module's NAME is what --only takes and its run(bench) measures and adds samples."""

import importlib

NAMES = ["start", "memory", "log-metric", "log-batch", "create-run", "search-runs", "get-history", "scoring", "projects"]

# The same on a PostgreSQL server, run when they are named.
ON_POSTGRESQL = [f"postgresql-{name}" for name in ["log-metric", "log-batch", "create-run", "search-runs", "get-history"]]

_MODULES = {"log-metric": "writes", "log-batch": "writes", "create-run": "writes", "search-runs": "reads",
            "get-history": "reads"}


def run(name, bench):
    shape = name.removeprefix("postgresql-")
    module = importlib.import_module(f"harness.workloads.{_MODULES.get(shape, shape)}")
    if shape == name:
        module.run(name, bench)
        return
    bench.use_postgresql()
    try:
        module.run(name, bench, shape)
    finally:
        bench.stop()
