"""Scoring of the 30-column breast-cancer model over MLflow's protocol, signature enforced: Millrace serves it as ONNX
in its own process, MLflow serves the same sklearn model by `mlflow models serve`."""

import json

from harness.bench import stop_all
from harness.client import Client
from harness.load import drive
from harness.processes import Program, run_to_end
from harness.tools import free_port

BATCHES = [1, 100]
CONNECTIONS = [1, 8, 32]


class Scorer:
    def __init__(self, contestant, command, folder, port):
        self.contestant, self.port, self.client = contestant, port, Client(port)
        self.program = Program(command, folder, contestant.environment())
        try:
            self.client.await_healthy(self.program, "/ping")
        except BaseException:
            self.program.stop()
            raise


def run(name, bench):
    models = make_models(bench)
    running = []
    try:
        for contestant in bench.contestants:
            port = free_port()
            if command := contestant.scoring_command(models, port):
                running.append(Scorer(contestant, command, bench.fresh_folder(contestant.name), port))
        for server in running:
            server.program.await_quiet()
        require_same_labels(models, running)
        warmed = set()
        for _, server in bench.rounds(running):
            for batch in BATCHES:
                for count in bench.connections(CONNECTIONS):
                    arguments = {"path": "/invocations", "body": models / f"rows-{batch}.json"}
                    if server not in warmed:
                        drive(server.port, "same_request.lua", count, bench.options.warmup, bench.options.limit,
                              **arguments)
                    result = drive(server.port, "same_request.lua", count, bench.options.seconds, bench.options.limit,
                                   server.program, **arguments)
                    bench.samples.add(name, f"batch {batch}, {count} conn.", server.contestant.name, **result)
            warmed.add(server)
    finally:
        stop_all(running)


def make_models(bench):
    models = bench.options.cache / "models"
    if not (models / "rows-100.json").exists():
        models.mkdir(parents=True, exist_ok=True)
        script = bench.root / "benchmarks" / "harness" / "make_models.py"
        run_to_end([bench.mlflow / "bin" / "python", script, models], bench.folder)
    return models


def require_same_labels(models, servers):
    """A model that answers something else is not compared for speed."""
    body = json.loads((models / "rows-100.json").read_text())
    answers = [[label(row) for row in rows(server.client.post("/invocations", body)["predictions"])] for server in servers]
    if any(len(answer) != 100 or answer != answers[0] for answer in answers):
        raise RuntimeError(f"the servers do not agree on 100 rows: {answers}")


def rows(predictions):
    """sklearn answers a list of labels; ONNX a list per output, of which the label is the first."""
    return next(iter(predictions.values())) if isinstance(predictions, dict) else predictions


def label(row):
    return int(next(iter(row.values())) if isinstance(row, dict) else row)
