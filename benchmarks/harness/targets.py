"""What Millrace has to reach, as checks over the figures."""

from dataclasses import dataclass
from typing import Callable


@dataclass(frozen=True)
class Target:
    text: str
    measure: Callable  # samples → figure, or None where something was not measured
    least: float = float("-inf")
    most: float = float("inf")
    unit: str = "×"

    def met(self, value):
        return self.least <= value <= self.most

    def shown(self, value):
        return f"{value:.0%}" if self.unit == "%" else f"{value:,.0f}{self.unit}" if value >= 100 else f"{value:.3g}{self.unit}"


def ratio(workload, case, other, measure="rate", more=True):
    def value(samples):
        own = samples.median(workload, case, "millrace", measure)
        peer = samples.median(workload, case, other, measure)
        if own is None or peer is None:
            return None
        return own / peer if more else peer / own

    return value


def figure(workload, case, measure):
    return lambda samples: samples.median(workload, case, "millrace", measure)


def page_cost(query):
    """How many times longer page 20 takes than page 1."""

    def value(samples):
        first = samples.median("search-runs", f"{query}, page 1 of 1,000", "millrace", "rate")
        deep = samples.median("search-runs", f"{query}, page 20 of 1,000", "millrace", "rate")
        return first / deep if first and deep else None

    return value


WIDE, DEEP = "100 keys × 1 step, 8 conn.", "10 keys × 10 steps, 8 conn."
METRIC, CREATE = "1 metric, 8 conn.", "create, 8 conn."
PAGE, BY_METRIC = "newest first, page 1 of 1,000", "by metric, page 1 of 1,000"
ONE, HUNDRED = "batch 1, 8 conn.", "batch 100, 8 conn."

TARGETS = [
    Target("log-batch, 100 keys × 1 step, 8 connections: 70 % of the bare writer", ratio("log-batch", WIDE, "floor"), 0.7, unit="%"),
    Target("… 12× MLflow", ratio("log-batch", WIDE, "mlflow"), 12),
    Target("… 1.5× FastTrackML", ratio("log-batch", WIDE, "fasttrackml"), 1.5),
    Target("log-batch, 10 keys × 10 steps, 8 connections: 70 % of the bare writer", ratio("log-batch", DEEP, "floor"), 0.7, unit="%"),
    Target("… 20× MLflow", ratio("log-batch", DEEP, "mlflow"), 20),
    Target("log-metric, 8 connections: 5× FastTrackML", ratio("log-metric", METRIC, "fasttrackml"), 5),
    Target("… aim 6,000/s", figure("log-metric", METRIC, "rate"), 6000, unit="/s"),
    Target("create-run, 8 connections: 20× MLflow", ratio("create-run", CREATE, "mlflow"), 20),
    Target("search-runs, 1,000 of 25,000 by metric: 20× MLflow", ratio("search-runs", BY_METRIC, "mlflow"), 20),
    Target("… newest first: 20× MLflow", ratio("search-runs", PAGE, "mlflow"), 20),
    Target("… page 20 by metric at most 1.5× page 1", page_cost("by metric"), most=1.5),
    Target("… page 20 newest first at most 1.5× page 1", page_cost("newest first"), most=1.5),
    Target("start on an existing database: under 0.5 s", figure("start", "existing database", "seconds"), most=0.5, unit=" s"),
    Target("start on no database: under 1 s", figure("start", "no database", "seconds"), most=1, unit=" s"),
    Target("idle memory: under 140 MB", figure("memory", "idle", "pss_mb"), most=140, unit=" MB"),
    Target("… 1/15 of MLflow's", ratio("memory", "idle", "mlflow", "pss_mb", more=False), 15),
    Target("scoring, batch 1, 8 connections: 50× mlflow models serve", ratio("scoring", ONE, "mlflow"), 50),
    Target("… 0.3 ms CPU a request", figure("scoring", ONE, "cpu_ms"), most=0.3, unit=" ms"),
    Target("scoring, batch 100, 8 connections: 20×", ratio("scoring", HUNDRED, "mlflow"), 20),
    Target("CPU that run adds: at most 0.36 s", figure("projects", "no-op project", "cpu_s"), most=0.36, unit=" s"),
]
