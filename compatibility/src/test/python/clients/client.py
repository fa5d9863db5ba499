"""Every method of MlflowClient that the tracking server and the registry serve."""

import pathlib
import tempfile
import time

from mlflow import MlflowClient, MlflowException
from mlflow.entities import Dataset, DatasetInput, InputTag, LoggedModelInput, LoggedModelOutput
from mlflow.entities import Metric, Param, RunTag, ViewType

client = MlflowClient()


def refused(code, call, *args, **kwargs):
    try:
        call(*args, **kwargs)
    except MlflowException as e:
        assert e.error_code == code, (e.error_code, str(e))
        return
    raise AssertionError(f"{call} was not refused")


# Experiments.
first = client.create_experiment("first", tags={"a": "1"})
second = client.create_experiment("second", artifact_location="s3://bucket/x")
refused("RESOURCE_ALREADY_EXISTS", client.create_experiment, "first")
refused("RESOURCE_DOES_NOT_EXIST", client.get_experiment, "987654")
assert client.get_experiment_by_name("no such") is None
assert client.get_experiment(second).artifact_location == "s3://bucket/x"
client.rename_experiment(second, "renamed")
client.set_experiment_tag(second, "t", "v")
client.delete_experiment_tag(second, "t")
assert client.get_experiment(second).tags == {} and client.get_experiment(second).name == "renamed"
client.delete_experiment(second)
assert client.get_experiment(second).lifecycle_stage == "deleted"
assert [e.name for e in client.search_experiments(view_type=ViewType.DELETED_ONLY)] == ["renamed"]
client.restore_experiment(second)
for number in range(12):
    client.create_experiment(f"page-{number:02}")
page, token, names = client.search_experiments(max_results=5, order_by=["name"]), None, []
while True:
    names += [e.name for e in page]
    if not page.token:
        break
    page = client.search_experiments(max_results=5, order_by=["name"], page_token=page.token)
assert names == sorted(names) and len(names) == 15, names
assert len(client.search_experiments(filter_string="name LIKE 'page-%' AND name != 'page-03'")) == 11
assert [e.experiment_id for e in client.search_experiments(filter_string="tags.a = '1'")] == [first]

# Runs.
run = client.create_run(first, start_time=1000, tags={"mlflow.runName": "r1", "x": "y"}, run_name="r1")
run_id = run.info.run_id
now = int(time.time() * 1000)
client.log_metric(run_id, "m", 1.5, timestamp=now, step=1)
client.log_param(run_id, "p", "v")
client.set_tag(run_id, "t", "v")
client.log_batch(
    run_id,
    metrics=[Metric("b", i / 10, now + i, i) for i in range(1000)],
    params=[],
    tags=[],
)
client.log_batch(
    run_id,
    params=[Param(f"p{i}", str(i)) for i in range(100)],
    tags=[RunTag(f"t{i}", str(i)) for i in range(100)],
)
history = client.get_metric_history(run_id, "b")
assert len(history) == 1000 and history[999].value == 99.9 and history[999].step == 999
client.delete_tag(run_id, "t")
read = client.get_run(run_id)
assert "t" not in read.data.tags and read.data.params["p99"] == "99" and read.data.metrics["b"] == 99.9
client.update_run(run_id, status="FINISHED", name="renamed")
assert client.get_run(run_id).info.run_name == "renamed"
client.set_terminated(run_id, "KILLED", end_time=2000)
assert client.get_run(run_id).info.status == "KILLED" and client.get_run(run_id).info.end_time == 2000
client.delete_run(run_id)
refused("INVALID_PARAMETER_VALUE", client.log_metric, run_id, "m", 1)
assert client.get_run(run_id).info.lifecycle_stage == "deleted"
client.restore_run(run_id)
refused("RESOURCE_DOES_NOT_EXIST", client.get_run, "f" * 32)
refused("RESOURCE_DOES_NOT_EXIST", client.delete_tag, run_id, "no such")

# Searching runs page by page.
for number in range(25):
    each = client.create_run(first, start_time=5000 + number)
    client.log_metric(each.info.run_id, "n", number % 5)
    client.log_param(each.info.run_id, "even", str(number % 2 == 0))
seen, token = [], None
while True:
    page = client.search_runs([first], order_by=["metrics.n DESC"], max_results=7, page_token=token)
    seen += [r.data.metrics.get("n", -1) for r in page]
    token = page.token
    if not token:
        break
assert len(seen) == 26 and seen == sorted(seen, reverse=True), seen
assert len(client.search_runs([first], "metrics.n >= 3 and params.even = 'True'")) == 5
assert client.search_runs([first], "tags.x = 'y'")[0].info.run_id == run_id
refused("INVALID_PARAMETER_VALUE", client.search_runs, [first], "nonsense = ")
assert len(client.search_runs([first, second], run_view_type=ViewType.ALL, max_results=5)) == 5

# Inputs and outputs.
dataset = Dataset(name="d", digest="g", source_type="local", source="{}", schema="{}", profile="{}")
model = client.create_logged_model(first, name="lm", source_run_id=run_id, params={"a": "b"}, tags={"c": "d"})
client.log_inputs(run_id, [DatasetInput(dataset, [InputTag("mlflow.data.context", "eval")])])
client.log_inputs(run_id, models=[LoggedModelInput(model.model_id)])
client.log_outputs(run_id, models=[LoggedModelOutput(model.model_id, 3)])
client.log_metric(run_id, "acc", 0.5, model_id=model.model_id, dataset_name="d", dataset_digest="g")
read = client.get_run(run_id)
assert read.inputs.dataset_inputs[0].dataset.name == "d"
assert read.inputs.model_inputs[0].model_id == model.model_id
assert read.outputs.model_outputs[0].step == 3
metric = client.get_logged_model(model.model_id).metrics[0]
assert (metric.key, metric.value, metric.dataset_name, metric.run_id) == ("acc", 0.5, "d", run_id)
client.finalize_logged_model(model.model_id, "READY")
client.set_logged_model_tags(model.model_id, {"e": "f"})
client.delete_logged_model_tag(model.model_id, "c")
assert client.get_logged_model(model.model_id).tags == {"e": "f"}
assert client.search_logged_models([first], filter_string="params.a = 'b'")[0].model_id == model.model_id

# Files.
folder = pathlib.Path(tempfile.mkdtemp())
(folder / "a.txt").write_text("a")
(folder / "deep").mkdir()
(folder / "deep" / "näme mit %.txt").write_text("b")
client.log_artifacts(run_id, str(folder), "up")
client.log_text(run_id, "t", "texts/t.txt")
assert [f.path for f in client.list_artifacts(run_id)] == ["texts", "up"]
assert {(f.path, f.is_dir) for f in client.list_artifacts(run_id, "up")} == {("up/a.txt", False), ("up/deep", True)}
down = pathlib.Path(client.download_artifacts(run_id, "up", tempfile.mkdtemp()))
assert (down / "deep" / "näme mit %.txt").read_text() == "b"

# Registry.
client.create_registered_model("m", tags={"a": "1"}, description="d")
refused("RESOURCE_ALREADY_EXISTS", client.create_registered_model, "m")
client.update_registered_model("m", "new")
client.set_registered_model_tag("m", "k", "v")
client.delete_registered_model_tag("m", "a")
model = client.get_registered_model("m")
assert model.description == "new" and model.tags == {"k": "v"}
version = client.create_model_version("m", "s3://bucket/model", tags={"x": "y"}, description="first")
assert version.version == "1" and client.get_model_version_download_uri("m", "1") == "s3://bucket/model"
for number in range(2, 8):
    client.create_model_version("m", f"s3://bucket/{number}")
page = client.search_model_versions("name = 'm'", max_results=4, order_by=["version_number DESC"])
more = client.search_model_versions("name = 'm'", max_results=4, order_by=["version_number DESC"], page_token=page.token)
assert [v.version for v in list(page) + list(more)] == ["7", "6", "5", "4", "3", "2", "1"]
client.set_registered_model_alias("m", "best", "3")
assert client.get_registered_model("m").aliases == {"best": "3"}
for number in range(7):
    client.create_registered_model(f"page-{number}")
page = client.search_registered_models(max_results=5)
assert len(page) == 5 and page.token
assert len(client.search_registered_models(max_results=5, page_token=page.token)) == 3
refused("RESOURCE_DOES_NOT_EXIST", client.get_model_version, "m", "99")
refused("INVALID_PARAMETER_VALUE", client.create_registered_model, "a/b")
print("done")
