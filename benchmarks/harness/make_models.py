"""Trains the breast-cancer model and saves it as sklearn and as ONNX; run by the Python of MLflow's environment.

Arguments: the folder to write to. Beside the models it writes the request bodies of 1 and 100 rows.
"""

import json
import sys
from pathlib import Path

import mlflow
import numpy
from mlflow.models import infer_signature
from skl2onnx import convert_sklearn
from skl2onnx.common.data_types import FloatTensorType
from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

folder = Path(sys.argv[1])
data = load_breast_cancer(as_frame=True)
features = data.data
model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000)).fit(features.to_numpy(), data.target)
signature = infer_signature(features, numpy.asarray(model.predict(features.to_numpy())))
packages = ["mlflow", "scikit-learn", "skl2onnx", "onnx", "onnxruntime"]
mlflow.sklearn.save_model(model, folder / "sklearn", signature=signature, pip_requirements=packages)
graph = convert_sklearn(model, initial_types=[("input", FloatTensorType([None, 30]))], options={"zipmap": False})
mlflow.onnx.save_model(graph, folder / "onnx", signature=infer_signature(features), pip_requirements=packages)
for rows in (1, 100):
    body = {"dataframe_split": features.head(rows).to_dict(orient="split")}
    del body["dataframe_split"]["index"]
    (folder / f"rows-{rows}.json").write_text(json.dumps(body))
