"""A model on its way: logged, found, registered, aliased, loaded, served from Python."""

import numpy as np
from sklearn.linear_model import LinearRegression

import mlflow
from mlflow import MlflowClient
from mlflow.models import infer_signature

client = MlflowClient()
mlflow.set_experiment("models")
features = np.arange(20, dtype=float).reshape(10, 2)
model = LinearRegression().fit(features, features.sum(axis=1))

with mlflow.start_run() as run:
    signature = infer_signature(features, model.predict(features))
    info = mlflow.sklearn.log_model(
        model,
        name="linear",
        signature=signature,
        input_example=features[:2],
        params={"depth": 3},
        registered_model_name="price",
    )
    mlflow.log_metric("rmse", 0.25, model_id=info.model_id, step=1)
    mlflow.log_model_params({"late": "yes"}, model_id=info.model_id)

# The logged model.
logged = mlflow.get_logged_model(info.model_id)
assert logged.name == "linear" and logged.status == "READY"
assert logged.params == {"depth": "3", "late": "yes"}, logged.params
assert [(m.key, m.value) for m in logged.metrics] == [("rmse", 0.25)]
mlflow.set_logged_model_tags(info.model_id, {"owner": "me", "drop": "x"})
mlflow.delete_logged_model_tag(info.model_id, "drop")
assert mlflow.get_logged_model(info.model_id).tags["owner"] == "me"
assert "drop" not in mlflow.get_logged_model(info.model_id).tags
found = mlflow.search_logged_models(filter_string="name = 'linear' AND metrics.rmse < 0.3 AND params.depth = '3'")
assert list(found["model_id"]) == [info.model_id]
ordered = mlflow.search_logged_models(
    output_format="list", order_by=[{"field_name": "metrics.rmse", "ascending": False}], max_results=5
)
assert ordered[0].model_id == info.model_id
assert mlflow.last_logged_model().model_id == info.model_id

# The same model by every name it has.
client.set_registered_model_alias("price", "champion", "1")
expected = model.predict(features)
for uri in [
    info.model_uri,
    f"models:/{info.model_id}",
    "models:/price/1",
    "models:/price@champion",
    "models:/price/latest",
    f"runs:/{run.info.run_id}/linear",
]:
    assert np.allclose(mlflow.sklearn.load_model(uri).predict(features), expected), uri
    assert np.allclose(mlflow.pyfunc.load_model(uri).predict(features), expected), uri
assert mlflow.models.get_model_info("models:/price@champion").signature == signature

# Versions.
second = mlflow.register_model(info.model_uri, "price", tags={"round": "two"})
assert second.version == "2" and second.status == "READY"
assert client.get_model_version("price", "2").tags == {"round": "two"}
by_run = mlflow.register_model(f"runs:/{run.info.run_id}/linear", "price")
assert by_run.version == "3" and by_run.run_id == run.info.run_id
by_alias = client.get_model_version_by_alias("price", "champion")
assert by_alias.version == "1" and by_alias.aliases == ["champion"]
versions = client.search_model_versions("name = 'price'", order_by=["version_number ASC"])
assert [v.version for v in versions] == ["1", "2", "3"]
assert mlflow.search_registered_models(filter_string="name LIKE 'pri%'")[0].name == "price"
copied = client.copy_model_version("models:/price@champion", "copy")
assert copied.version == "1"
assert np.allclose(mlflow.pyfunc.load_model("models:/copy/1").predict(features), expected)
client.transition_model_version_stage("price", "1", "Staging")
client.transition_model_version_stage("price", "2", "Staging", archive_existing_versions=True)
assert client.get_model_version("price", "1").current_stage == "Archived"
assert [v.version for v in client.get_latest_versions("price", ["Staging"])] == ["2"]
client.update_model_version("price", "1", description="the first")
client.set_model_version_tag("price", "1", "k", "v")
client.delete_model_version_tag("price", "1", "k")
assert client.get_model_version("price", "1").description == "the first"
client.delete_registered_model_alias("price", "champion")
try:
    client.get_model_version_by_alias("price", "champion")
    raise AssertionError("the alias is still there")
except mlflow.MlflowException as e:
    assert e.error_code == "INVALID_PARAMETER_VALUE"
client.delete_model_version("price", "3")
client.rename_registered_model("price", "cost")
assert {v.version for v in client.search_model_versions("name = 'cost'")} == {"1", "2"}
client.delete_registered_model("cost")
try:
    client.get_registered_model("cost")
    raise AssertionError("the model is still there")
except mlflow.MlflowException as e:
    assert e.error_code == "RESOURCE_DOES_NOT_EXIST"

# A model of Python code, and one that is only told of.
class Twice(mlflow.pyfunc.PythonModel):
    def predict(self, context, model_input: list[float]) -> list[float]:
        return [2 * value for value in model_input]


with mlflow.start_run():
    twice = mlflow.pyfunc.log_model(name="twice", python_model=Twice(), registered_model_name="twice")
assert mlflow.pyfunc.load_model("models:/twice/1").predict([1.0, 2.0]) == [2.0, 4.0]
external = mlflow.create_external_model(name="elsewhere", params={"a": "b"})
assert external.status == "READY"
pending = mlflow.initialize_logged_model(name="pending")
assert pending.status == "PENDING"
assert mlflow.finalize_logged_model(pending.model_id, "FAILED").status == "FAILED"
client.delete_logged_model(pending.model_id)
print("done")
