"""What `run` adds to a project that does nothing: wall and CPU time of the whole command, tracking server apart."""

from harness.databases import SqliteFile
from harness.processes import run_to_end

PROJECT = "name: no-op\nentry_points:\n  main:\n    command: \"true\"\n"


def run(name, bench):
    project = bench.fresh_folder("project")
    (project / "MLproject").write_text(PROJECT)
    runners = [contestant for contestant in bench.contestants if contestant.project_command(project)]
    if not runners:
        return
    # Both runners log to the same server, so that what differs is the runner.
    host = runners[0]
    with host.start(bench.fresh_folder(host.name), SqliteFile(bench.folder / "projects.db")) as server:
        for number, contestant in bench.rounds(runners):
            environment = {**contestant.environment(), "MLFLOW_TRACKING_URI": f"http://127.0.0.1:{server.port}"}
            if number == 0:
                run_to_end(contestant.project_command(project), project, environment)
            wall, cpu = run_to_end(contestant.project_command(project), project, environment)
            bench.samples.add(name, "no-op project", contestant.name, seconds=wall, cpu_s=cpu)
        require_finished(server, len(runners) * (bench.options.rounds + 1))


def require_finished(server, expected):
    experiment = server.client.get_experiment("no-op")
    runs = server.client.post("/api/2.0/mlflow/runs/search", {"experiment_ids": [experiment], "max_results": 1000})["runs"]
    statuses = [run["info"]["status"] for run in runs]
    if statuses != ["FINISHED"] * expected:
        raise RuntimeError(f"expected {expected} finished runs, found {statuses}")
