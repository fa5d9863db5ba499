"""scikit-learn under autologging: parameters, metrics, model and data set without a line of MLflow."""

import numpy as np
from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import mlflow

mlflow.set_experiment("autolog")
mlflow.sklearn.autolog(log_input_examples=True, max_tuning_runs=2)
features, labels = load_breast_cancer(return_X_y=True, as_frame=True)

with mlflow.start_run() as run:
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=500)).fit(features, labels)
    score = model.score(features, labels)

read = mlflow.get_run(run.info.run_id)
assert read.data.params["logisticregression__max_iter"] == "500"
assert read.data.metrics["training_score"] > 0.95
assert any(abs(value - score) < 1e-9 for value in read.data.metrics.values())
assert read.inputs.dataset_inputs, "the data set was not logged"
assert read.outputs.model_outputs, "the model was not logged"
logged = mlflow.get_logged_model(read.outputs.model_outputs[0].model_id)
assert logged.status == "READY" and logged.source_run_id == run.info.run_id
again = mlflow.sklearn.load_model(logged.model_uri)
assert np.array_equal(again.predict(features), model.predict(features))
assert mlflow.pyfunc.load_model(logged.model_uri).predict(features[:5]).shape == (5,)

# A search over parameters makes child runs.
with mlflow.start_run() as search:
    GridSearchCV(LogisticRegression(max_iter=200, solver="liblinear"), {"C": [0.1, 1.0]}, cv=2).fit(features, labels)
children = mlflow.search_runs(filter_string="tags.mlflow.parentRunId = '%s'" % search.info.run_id)
assert len(children) == 2, children
print("done")
