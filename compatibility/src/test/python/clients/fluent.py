"""What a training script does with MLflow's fluent API."""

import os
import pathlib
import tempfile

import numpy as np
import pandas as pd

import mlflow
from mlflow.entities import RunStatus

experiment = mlflow.set_experiment("fluent")
mlflow.set_experiment_tags({"team": "compat"})
assert mlflow.get_experiment_by_name("fluent").tags["team"] == "compat"

# A run with all that can be logged.
with mlflow.start_run(run_name="all", tags={"stage": "one"}, description="what it is") as run:
    mlflow.log_param("alpha", 0.5)
    mlflow.log_params({"layers": 3, "name": "été 日本 🚀", "none": None})
    for step in range(20):
        mlflow.log_metric("loss", 1.0 / (step + 1), step=step)
    mlflow.log_metrics({"acc": 0.9, "f1": float("nan"), "top": float("inf")}, step=3)
    mlflow.set_tag("colour", "red")
    mlflow.set_tags({"a": 1, "b": "two"})
    mlflow.log_text("hello", "notes/hello.txt")
    mlflow.log_dict({"k": [1, 2]}, "conf.json")
    mlflow.log_dict({"k": [1, 2]}, "conf.yaml")
    mlflow.log_table({"q": ["x", "y"], "r": [1, 2]}, "table.json")
    folder = pathlib.Path(tempfile.mkdtemp())
    (folder / "sub").mkdir()
    (folder / "sub" / "data.bin").write_bytes(bytes(range(256)) * 4096)
    mlflow.log_artifacts(str(folder), "files")
    mlflow.log_artifact(str(folder / "sub" / "data.bin"))

    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots()
    axes.plot([1, 2, 3])
    mlflow.log_figure(figure, "plots/line.png")

    with mlflow.start_run(run_name="child", nested=True) as child:
        mlflow.log_metric("loss", 7)

    frame = pd.DataFrame({"x": [1.0, 2.0], "y": [0, 1]})
    dataset = mlflow.data.from_pandas(frame, source="https://example.com/d.csv", name="frame", targets="y")
    mlflow.log_input(dataset, context="training", tags={"split": "a"})
    mlflow.log_input(mlflow.data.from_numpy(np.zeros((3, 2)), name="zeros"), context="validation")

read = mlflow.get_run(run.info.run_id)
assert read.info.status == RunStatus.to_string(RunStatus.FINISHED), read.info
assert read.info.run_name == "all" and read.info.end_time >= read.info.start_time
assert read.data.params == {"alpha": "0.5", "layers": "3", "name": "été 日本 🚀", "none": "None"}, read.data.params
assert read.data.metrics["loss"] == 0.05 and np.isnan(read.data.metrics["f1"])
assert read.data.metrics["top"] > 1e308
assert read.data.tags["colour"] == "red" and read.data.tags["a"] == "1"
assert read.data.tags["mlflow.note.content"] == "what it is"
inputs = {i.dataset.name: i for i in read.inputs.dataset_inputs}
assert set(inputs) == {"frame", "zeros"}
tags = {t.key: t.value for t in inputs["frame"].tags}
assert tags == {"mlflow.data.context": "training", "split": "a"}, tags
assert mlflow.data.get_source(inputs["frame"].dataset).url == "https://example.com/d.csv"
assert mlflow.get_parent_run(child.info.run_id).info.run_id == run.info.run_id
assert mlflow.last_active_run().info.run_id in (run.info.run_id, child.info.run_id)

# Files come back as they went.
artifacts = mlflow.artifacts
assert artifacts.load_text(run.info.artifact_uri + "/notes/hello.txt") == "hello"
assert artifacts.load_dict(run.info.artifact_uri + "/conf.json") == {"k": [1, 2]}
local = artifacts.download_artifacts(run_id=run.info.run_id, artifact_path="files")
assert pathlib.Path(local, "sub", "data.bin").read_bytes() == bytes(range(256)) * 4096
names = {f.path for f in artifacts.list_artifacts(run_id=run.info.run_id)}
assert names == {"notes", "conf.json", "conf.yaml", "table.json", "files", "data.bin", "plots"}, names
assert artifacts.load_image(run.info.artifact_uri + "/plots/line.png").size[0] > 0
assert list(mlflow.load_table("table.json", run_ids=[run.info.run_id])["r"]) == [1, 2]

# Status and resumption.
try:
    with mlflow.start_run(run_name="broken") as broken:
        raise ValueError("on purpose")
except ValueError:
    pass
assert mlflow.get_run(broken.info.run_id).info.status == "FAILED"
with mlflow.start_run(run_id=broken.info.run_id):
    mlflow.log_metric("again", 1)
assert mlflow.get_run(broken.info.run_id).info.status == "FINISHED"

# Asynchronous logging, and writing twice.
with mlflow.start_run(run_name="async") as background:
    for step in range(50):
        mlflow.log_metric("m", step, step=step, synchronous=False)
    mlflow.log_params({"p": 1}, synchronous=False)
    mlflow.flush_async_logging()
    mlflow.log_param("p", 1)
    try:
        mlflow.log_param("p", 2)
        raise AssertionError("a parameter was changed")
    except mlflow.MlflowException as e:
        assert e.error_code == "INVALID_PARAMETER_VALUE" and "Changing param values is not allowed" in str(e)
history = mlflow.MlflowClient().get_metric_history(background.info.run_id, "m")
assert [m.value for m in history] == list(range(50))

# Searching with pandas.
runs = mlflow.search_runs(experiment_names=["fluent"], order_by=["start_time ASC"])
assert list(runs["tags.mlflow.runName"]) == ["all", "child", "broken", "async"], runs
assert runs.loc[0, "metrics.acc"] == 0.9 and runs.loc[0, "params.layers"] == "3"
found = mlflow.search_runs([experiment.experiment_id], "metrics.loss < 0.06 AND params.alpha = '0.5'")
assert list(found.run_id) == [run.info.run_id]
assert len(mlflow.search_runs([experiment.experiment_id], "tags.`mlflow.parentRunId` = '%s'" % run.info.run_id)) == 1
listed = mlflow.search_runs([experiment.experiment_id], output_format="list", max_results=2)
assert len(listed) == 2
assert mlflow.search_runs([experiment.experiment_id], "status = 'RUNNING'").empty
mlflow.delete_run(child.info.run_id)
assert len(mlflow.search_runs([experiment.experiment_id])) == 3

# A run in the environment of a child process.
os.environ["MLFLOW_RUN_ID"] = background.info.run_id
with mlflow.start_run() as joined:
    assert joined.info.run_id == background.info.run_id
os.environ.pop("MLFLOW_RUN_ID", None)

# System metrics.
mlflow.set_system_metrics_sampling_interval(1)
mlflow.set_system_metrics_samples_before_logging(1)
try:
    import psutil  # noqa: F401

    with mlflow.start_run(run_name="system", log_system_metrics=True) as system:
        import time

        time.sleep(2.5)
    keys = mlflow.get_run(system.info.run_id).data.metrics
    assert any(key.startswith("system/") for key in keys), keys
except ImportError:
    print("without psutil: no system metrics")
print("done")
