"""Writes, and later checks, a set of everything that the database keeps: `exchange.py write|check <name>`."""

import sys

import mlflow
from mlflow import MlflowClient
from mlflow.entities import Dataset, DatasetInput, InputTag, LoggedModelOutput, Metric, Param, RunTag

verb, name = sys.argv[1], sys.argv[2]
client = MlflowClient()


def write():
    experiment = client.create_experiment(name, tags={"kind": "exchange"})
    run_id = client.create_run(experiment, run_name=name + "-run", start_time=1000).info.run_id
    client.log_batch(
        run_id,
        [Metric("m", i * 0.5, 1000 + i, i) for i in range(100)] + [Metric("nan", float("nan"), 1, 0)],
        [Param(f"p{i}", f"värde {i}") for i in range(10)],
        [RunTag("t", "🚀"), RunTag("mlflow.note.content", "note")],
    )
    client.log_inputs(
        run_id,
        [DatasetInput(Dataset("d", "g", "local", "{}", "{}", "{}"), [InputTag("mlflow.data.context", "train")])],
    )
    client.log_text(run_id, "text of " + name, "dir/file.txt")
    model = client.create_logged_model(experiment, name="lm", source_run_id=run_id, params={"a": "b"}, tags={"c": "d"})
    client.log_metric(run_id, "acc", 0.75, timestamp=5, step=1, model_id=model.model_id)
    client.finalize_logged_model(model.model_id, "READY")
    client.log_outputs(run_id, [LoggedModelOutput(model.model_id, 1)])
    client.set_terminated(run_id, "FINISHED", 9000)
    client.create_registered_model(name, tags={"r": "m"}, description="about")
    client.create_model_version(name, "s3://bucket/1", tags={"v": "1"})
    client.create_model_version(name, f"models:/{model.model_id}", run_id=run_id, model_id=model.model_id)
    client.set_registered_model_alias(name, "champion", "2")
    client.transition_model_version_stage(name, "1", "Production")
    deleted = client.create_run(experiment).info.run_id
    client.delete_run(deleted)


def check():
    experiment = client.get_experiment_by_name(name)
    assert experiment.tags["kind"] == "exchange" and experiment.artifact_location.startswith("mlflow-artifacts:/")
    (run,) = client.search_runs([experiment.experiment_id], "metrics.m > 1 AND params.p3 = 'värde 3' AND tags.t = '🚀'")
    run = client.get_run(run.info.run_id)
    assert run.info.run_name == name + "-run" and run.info.status == "FINISHED" and run.info.end_time == 9000
    assert run.data.metrics["m"] == 49.5 and run.data.metrics["nan"] != run.data.metrics["nan"]
    assert len(client.get_metric_history(run.info.run_id, "m")) == 100 and len(run.data.params) == 10
    assert run.inputs.dataset_inputs[0].dataset.name == "d" and run.inputs.dataset_inputs[0].tags[0].value == "train"
    assert mlflow.artifacts.load_text(run.info.artifact_uri + "/dir/file.txt") == "text of " + name
    (model,) = client.search_logged_models([experiment.experiment_id], "metrics.acc > 0.7 AND params.a = 'b'")
    assert model.status == "READY" and model.tags["c"] == "d" and model.metrics[0].value == 0.75
    assert run.outputs.model_outputs[0].model_id == model.model_id
    registered = client.get_registered_model(name)
    assert registered.description == "about" and registered.tags == {"r": "m"}
    assert registered.aliases == {"champion": "2"}
    assert client.get_model_version(name, "1").current_stage == "Production"
    champion = client.get_model_version_by_alias(name, "champion")
    assert champion.run_id == run.info.run_id and champion.model_id in (model.model_id, None)
    assert {v.version for v in client.search_model_versions(f"name = '{name}'")} == {"1", "2"}
    client.set_tag(run.info.run_id, "checked", "yes")
    client.log_metric(run.info.run_id, "more", 1)
    assert len(client.search_runs([experiment.experiment_id], run_view_type=3)) == 2


{"write": write, "check": check}[verb]()
