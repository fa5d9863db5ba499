"""log-metric, log-batch and create-run: many clients at once, each with a run of its own."""

from harness.bench import MEASURED_FROM, stop_all
from harness.load import ConnectionsBroke, RequestsFailed

# Name of the case, script, numbers of connections, metric points in a request, arguments of the script.
SHAPES = {
    "log-metric": [("1 metric", "log_metric.lua", [1, 8, 64], (1, 1))],
    "log-batch": [
        ("100 keys × 1 step", "log_batch.lua", [1, 8, 20], (100, 1)),
        ("10 keys × 10 steps", "log_batch.lua", [1, 8, 20], (10, 10)),
        ("100 keys × 10 steps", "log_batch.lua", [1, 8, 20], (100, 10)),
    ],
    "create-run": [("create", "create_run.lua", [1, 8], None)],
}


def run(name, bench, workload=None):
    for shape, script, usual, points in SHAPES[workload or name]:
        connections = bench.connections(usual)
        if not connections:
            continue
        running = bench.start_all()
        floor = bench.floor.start(bench) if bench.floor and points and bench.databases.has_floor else None
        try:
            measure_shape(name, bench, shape, script, connections, points, running, floor)
        finally:
            stop_all(running)


def measure_shape(name, bench, shape, script, connections, points, running, floor):
    experiments = {server: server.client.create_experiment(f"{name} {shape}") for server in running}
    warmed = set()
    for _, server in bench.rounds([*running, *([floor] if floor else [])]):
        for count in connections:
            case = f"{shape}, {count} conn."
            if server is floor:
                bench.samples.add(name, case, "floor", **floor.write(count, *points))
                continue
            arguments = (bench, server, script, experiments[server], count, points, (server, count) in warmed)
            try:
                try:
                    result = measure_once(*arguments)
                except ConnectionsBroke as broke:
                    bench.samples.note(name, f"{case}: {server.contestant.label} broke connections, measured again ({broke})")
                    result = measure_once(*arguments)
            except RequestsFailed as failed:
                # A peer that cannot do it is written down as such; Millrace may not fail.
                if server.contestant.name == "millrace":
                    raise
                bench.samples.note(name, f"{case}: {server.contestant.label} answered with errors, not counted ({failed})")
                continue
            warmed.add((server, count))
            bench.samples.add(name, case, server.contestant.name, **result)


def measure_once(bench, server, script, experiment, count, points, warmed):
    if points:
        return log(bench, server, script, experiment, count, points, warmed)
    return create(bench, server, script, experiment, count, warmed)


def log(bench, server, script, experiment, count, points, warmed):
    runs = [server.client.create_run(experiment) for _ in range(count)]
    keys, steps = points
    result = bench.measure(server, script, count, warmed, runs=",".join(runs), keys=keys, steps=steps)
    marks = ",".join("?" * len(runs))
    stored = server.database.count(f"SELECT count(*) FROM metrics WHERE run_uuid IN ({marks}) AND step >= ?",
                        [*runs, MEASURED_FROM])
    require_stored(stored, result, count, keys * steps)
    return result


def create(bench, server, script, experiment, count, warmed):
    def measured_runs():
        return server.database.count("SELECT count(*) FROM runs WHERE name LIKE ?", ["run-%-" + str(MEASURED_FROM).replace("0", "_")])

    before = measured_runs()
    result = bench.measure(server, script, count, warmed, experiment=experiment)
    require_stored(measured_runs() - before, result, count, 1)
    return result


def require_stored(stored, result, connections, rows):
    """Every answered request must stand in the database; those that wrk left unanswered at the end may."""
    least, most = result["requests"] * rows, (result["requests"] + connections) * rows
    if not least <= stored <= most:
        raise RuntimeError(f"{stored} rows stored, expected {least} to {most}")
