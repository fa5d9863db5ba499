"""search-runs and get-history on a database of 25,000 runs and a metric of 100,000 points."""

import json
import time
import urllib.parse

from harness import databases
from harness.bench import stop_all
from harness.load import drive

SEARCH = "/api/2.0/mlflow/runs/search"
PAGE = 1000
DEEP = 20
QUERY = {"experiment_ids": [str(databases.EXPERIMENT)], "filter": "metrics.metric_0 > 0.1",
         "order_by": ["metrics.metric_1 DESC"], "max_results": PAGE}
# So many answers at least, however slow the server is.
ANSWERS = 5


def run(name, bench):
    running = bench.start_all(databases.filled)
    try:
        requests = {server: prepare_search(bench, server) if name == "search-runs" else prepare_history(server)
                    for server in running}
        warmed = set()
        for _, server in bench.rounds(running):
            for case, (seconds_each, arguments) in requests[server].items():
                seconds = max(bench.options.seconds, min(60, (ANSWERS + 1.5) * seconds_each))
                if (server, case) not in warmed:
                    drive(server.port, "same_request.lua", 1, min(seconds, bench.options.warmup or 1) + seconds_each,
                          bench.options.limit, **arguments)
                    warmed.add((server, case))
                result = drive(server.port, "same_request.lua", 1, seconds, bench.options.limit, server.program, **arguments)
                bench.samples.add(name, case, server.contestant.name, **result)
    finally:
        stop_all(running)


def prepare_search(bench, server):
    """Walks to the deep page by the server's own tokens, checks both pages, and writes down their requests."""
    requests, query, seen = {}, dict(QUERY), set()
    folder = bench.fresh_folder("search")
    last = None
    for page in range(1, DEEP + 1):
        started = time.monotonic()
        answer = server.client.post(SEARCH, query)
        seconds = time.monotonic() - started
        check_page(answer, seen, last)
        last = metric(answer["runs"][-1], "metric_1")
        if page in (1, DEEP):
            body = folder / f"page-{page}.json"
            body.write_text(json.dumps(query))
            requests[f"page {page} of {PAGE:,}, 1 conn."] = (seconds, {"path": SEARCH, "body": body})
        query["page_token"] = answer["next_page_token"]
    return requests


def check_page(answer, seen, last):
    runs = answer["runs"]
    values = ([last] if last is not None else []) + [metric(run, "metric_1") for run in runs]
    ids = {run["info"]["run_id"] for run in runs}
    if len(ids) != PAGE or ids & seen or values != sorted(values, reverse=True):
        raise RuntimeError(f"page of {len(ids)} runs, {len(ids & seen)} of them seen before, or out of order")
    for run in runs:
        data = run["data"]
        if metric(run, "metric_0") <= 0.1 or (len(data["metrics"]), len(data["params"]), len(data["tags"])) != (10, 10, 5):
            raise RuntimeError(f"run {run['info']['run_id']} does not belong on the page, or is not whole")
    seen |= ids


def metric(run, key):
    return next(metric["value"] for metric in run["data"]["metrics"] if metric["key"] == key)


def prepare_history(server):
    path = "/api/2.0/mlflow/metrics/get-history?" + urllib.parse.urlencode(
        {"run_id": databases.HISTORY_RUN, "metric_key": databases.HISTORY_KEY})
    answer = json.loads(server.client.get(path))
    if len(answer["metrics"]) != databases.POINTS:
        raise RuntimeError(f"{len(answer['metrics'])} points of {databases.POINTS}")
    return {f"{databases.POINTS:,} points, 1 conn.": (1, {"path": path})}
