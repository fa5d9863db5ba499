"""What a script for MLflow 2 does: its models lie among the files of their run, and are registered from there."""

import hashlib
import pathlib
import tempfile

import numpy as np
from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import mlflow
from mlflow import MlflowClient
from mlflow.models import infer_signature

client = MlflowClient()
mlflow.set_experiment("classic")
features, labels = load_breast_cancer(return_X_y=True, as_frame=True)

# Autologging.
mlflow.sklearn.autolog(log_input_examples=True, max_tuning_runs=2)
with mlflow.start_run() as run:
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=500)).fit(features, labels)
    score = model.score(features, labels)
read = mlflow.get_run(run.info.run_id)
assert read.data.params["logisticregression__max_iter"] == "500"
assert read.data.metrics["training_score"] > 0.95
assert any(abs(value - score) < 1e-9 for value in read.data.metrics.values())
assert read.inputs.dataset_inputs, "the data set was not logged"
assert "mlflow.log-model.history" in read.data.tags
assert "model/MLmodel" in [f.path for f in client.list_artifacts(run.info.run_id, "model")]
expected = model.predict(features)
logged = f"runs:/{run.info.run_id}/model"
assert np.array_equal(mlflow.sklearn.load_model(logged).predict(features), expected)
with mlflow.start_run() as search:
    GridSearchCV(LogisticRegression(max_iter=200, solver="liblinear"), {"C": [0.1, 1.0]}, cv=2).fit(features, labels)
children = mlflow.search_runs(filter_string="tags.mlflow.parentRunId = '%s'" % search.info.run_id)
assert len(children) == 2, children
mlflow.sklearn.autolog(disable=True)

# The registry.
with mlflow.start_run() as run:
    signature = infer_signature(features, expected)
    info = mlflow.sklearn.log_model(
        model, artifact_path="model", signature=signature, input_example=features[:2], registered_model_name="cells"
    )
assert info.model_uri == f"runs:/{run.info.run_id}/model"
second = mlflow.register_model(logged, "cells", tags={"round": "two"})
assert second.version == "2" and second.status == "READY" and second.tags == {"round": "two"}
client.set_registered_model_alias("cells", "champion", "2")
client.transition_model_version_stage("cells", "1", "Production")
for uri in [
    info.model_uri,
    "models:/cells/1",
    "models:/cells/2",
    "models:/cells/latest",
    "models:/cells/Production",
    "models:/cells@champion",
]:
    assert np.array_equal(mlflow.sklearn.load_model(uri).predict(features), expected), uri
    assert np.array_equal(mlflow.pyfunc.load_model(uri).predict(features), expected), uri
assert mlflow.models.get_model_info("models:/cells/1").signature == signature
assert client.get_model_version_by_alias("cells", "champion").version == "2"
assert [v.version for v in client.get_latest_versions("cells", ["Production"])] == ["1"]
versions = client.search_model_versions("name = 'cells'", order_by=["version_number ASC"])
assert [v.version for v in versions] == ["1", "2"]
copied = client.copy_model_version("models:/cells@champion", "copy")
assert np.array_equal(mlflow.pyfunc.load_model(f"models:/copy/{copied.version}").predict(features), expected)
client.update_model_version("cells", "1", description="the first")
client.set_model_version_tag("cells", "1", "k", "v")
read = client.get_model_version("cells", "1")
assert read.description == "the first" and read.tags == {"k": "v"} and read.run_id == run.info.run_id
client.delete_registered_model_alias("cells", "champion")
client.delete_model_version("cells", "2")
client.rename_registered_model("cells", "tissue")
assert [m.name for m in client.search_registered_models(order_by=["name ASC"])] == ["copy", "tissue"]
client.delete_registered_model("tissue")
try:
    client.get_registered_model("tissue")
    raise AssertionError("the model is still there")
except mlflow.MlflowException as e:
    assert e.error_code == "RESOURCE_DOES_NOT_EXIST"


# A model of Python code.
class Twice(mlflow.pyfunc.PythonModel):
    def predict(self, context, model_input, params=None):
        return [2 * value for value in model_input]


with mlflow.start_run():
    mlflow.pyfunc.log_model("twice", python_model=Twice(), registered_model_name="twice")
assert mlflow.pyfunc.load_model("models:/twice/1").predict([1.0, 2.0]) == [2.0, 4.0]


# A large file.
def digest(file):
    with open(file, "rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


folder = pathlib.Path(tempfile.mkdtemp())
large = folder / "large.bin"
random = np.random.default_rng(1)
with open(large, "wb") as out:
    for _ in range(100):
        out.write(random.bytes(1 << 20))
with mlflow.start_run() as run:
    mlflow.log_artifact(str(large), "data")
assert client.list_artifacts(run.info.run_id, "data")[0].file_size == 100 << 20
down = mlflow.artifacts.download_artifacts(
    run_id=run.info.run_id, artifact_path="data/large.bin", dst_path=str(folder / "down")
)
assert digest(down) == digest(large)
large.unlink()
pathlib.Path(down).unlink()
print("done")
