"""search-runs and get-history on a database of 25,000 runs and a metric of 100,000 points."""

import base64
import json
import time
import urllib.parse

from harness import databases
from harness.bench import stop_all
from harness.load import drive

SEARCH = "/api/2.0/mlflow/runs/search"
PAGE = 1000
DEEP = 20
QUERIES = {
    "newest first": {},
    "by metric": {"filter": "metrics.metric_0 > 0.1", "order_by": ["metrics.metric_1 DESC"]},
}
# So many answers at least, where that does not take more than a minute.
ANSWERS = 5
# A request that takes longer is measured in the first round only, without a warm-up.
SLOW = 10
LONGEST = 300


class Request:
    """A request whose answer has been checked, and the seconds that it took the first time."""

    def __init__(self, case, seconds, **arguments):
        self.case, self.seconds, self.arguments = case, seconds, arguments

    @property
    def slow(self):
        return self.seconds > SLOW

    def duration(self, options):
        answers = 1.5 if self.slow else ANSWERS + 1
        return max(options.seconds, min(answers * self.seconds, LONGEST if self.slow else 60))


def run(name, bench, workload=None):
    running = bench.start_all(filled=True)
    try:
        prepare = prepare_search if (workload or name) == "search-runs" else prepare_history
        requests = {server: prepare(bench, server) for server in running}
        for number, server in bench.rounds(running):
            for request in requests[server]:
                measure(name, bench, server, request, number)
    finally:
        stop_all(running)


def measure(name, bench, server, request, number):
    options = bench.options
    if request.slow and number > 0:
        return
    if number == 0 and not request.slow:
        drive(server.port, "same_request.lua", 1, options.warmup, options.limit, **request.arguments)
    result = drive(server.port, "same_request.lua", 1, request.duration(options), options.limit, server.program,
                   **request.arguments)
    bench.samples.add(name, request.case, server.contestant.name, **result)
    if request.slow:
        bench.samples.note(name, f"{request.case}: {server.contestant.label} takes {1 / result['rate']:.0f} s a request, "
                                 "measured once")


def prepare_search(bench, server):
    """Asks for the first and the deep page of each query, checks them, and writes down their requests."""
    folder = bench.fresh_folder("search")
    requests = []
    for name, query in QUERIES.items():
        query = {"experiment_ids": [str(databases.EXPERIMENT)], "max_results": PAGE, **query}
        seen = set()
        for page, token in pages(server, query):
            asked = {**query, **({"page_token": token} if token else {})}
            started = time.monotonic()
            answer = server.client.post(SEARCH, asked, timeout=LONGEST)
            seconds = time.monotonic() - started
            check_page(answer["runs"], seen, "filter" in query)
            body = folder / f"{len(requests)}.json"
            body.write_text(json.dumps(asked))
            requests.append(Request(f"{name}, page {page} of {PAGE:,}", seconds, path=SEARCH, body=body))
    return requests


def pages(server, query):
    """Page 1 and the deep page with their tokens. Where tokens are offsets the deep one is made, else walked to."""
    yield 1, None
    if server.contestant.offset_tokens:
        yield DEEP, base64.b64encode(json.dumps({"offset": PAGE * (DEEP - 1)}).encode()).decode()
        return
    token = None
    for _ in range(DEEP - 1):
        answer = server.client.post(SEARCH, {**query, **({"page_token": token} if token else {})}, timeout=LONGEST)
        token = answer["next_page_token"]
    yield DEEP, token


def check_page(runs, seen, by_metric):
    """A whole page, in order, of runs that were not on the page before and that the filter lets through."""
    keys = [metric(run, "metric_1") if by_metric else int(run["info"]["start_time"]) for run in runs]
    ids = {run["info"]["run_id"] for run in runs}
    if len(ids) != PAGE or ids & seen or keys != sorted(keys, reverse=True):
        raise RuntimeError(f"page of {len(ids)} runs, {len(ids & seen)} of them seen before, or out of order")
    for run in runs:
        data = run["data"]
        whole = (len(data["metrics"]), len(data["params"]), len(data["tags"])) == (10, 10, 5)
        if not whole or (by_metric and metric(run, "metric_0") <= 0.1):
            raise RuntimeError(f"run {run['info']['run_id']} does not belong on the page, or is not whole")
    seen |= ids


def metric(run, key):
    return next(metric["value"] for metric in run["data"]["metrics"] if metric["key"] == key)


def prepare_history(bench, server):
    path = "/api/2.0/mlflow/metrics/get-history?" + urllib.parse.urlencode(
        {"run_id": databases.HISTORY_RUN, "metric_key": databases.HISTORY_KEY})
    started = time.monotonic()
    answer = json.loads(server.client.get(path))
    seconds = time.monotonic() - started
    if len(answer["metrics"]) != databases.POINTS:
        raise RuntimeError(f"{len(answer['metrics'])} points of {databases.POINTS}")
    return [Request(f"{databases.POINTS:,} points", seconds, path=path)]
