"""Makes the ONNX models of the tests, as MLflow saves them, in src/test/resources/models.

Needs MLflow, onnx, scikit-learn and skl2onnx. The results are committed, so that the tests need none of these.
"""

import shutil
import tempfile
from pathlib import Path

import mlflow
import numpy as np
import onnx
from mlflow.models import ModelSignature, infer_signature
from mlflow.types import ColSpec, ParamSchema, ParamSpec, Schema, TensorSpec
from onnx import TensorProto, helper, numpy_helper
from sklearn.datasets import load_breast_cancer, load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from skl2onnx import to_onnx

TARGET = Path(__file__).parent.parent / "resources" / "models"
KEPT = {"MLmodel", "model.onnx"}


def save(name, model, signature=None, **options):
    """Keeps the files that serving reads, and of them only what does not change from run to run."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model"
        mlflow.onnx.save_model(model, path, signature=signature, pip_requirements=["mlflow"], **options)
        target = TARGET / name
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        for file in path.iterdir():
            if file.name in KEPT or file.suffix == ".data":
                shutil.copy(file, target / file.name)
    changing = ("model_uuid", "utc_time_created", "model_size_bytes")
    lines = (target / "MLmodel").read_text().splitlines(keepends=True)
    (target / "MLmodel").write_text("".join(line for line in lines if not line.startswith(changing)))


def graph(name, nodes, inputs, outputs, constants=()):
    made = helper.make_graph(nodes, name, inputs, outputs, [numpy_helper.from_array(a, n) for n, a in constants])
    return helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def tensor(name, kind, *shape):
    return helper.make_tensor_value_info(name, kind, list(shape))


def columns(*specs, params=None):
    inputs = [ColSpec(kind, name, required=required) for kind, name, required in specs]
    return ModelSignature(inputs=Schema(inputs), params=params)


FLOAT = TensorProto.FLOAT


def linear():
    weights = np.array([[1, 0, -1], [2, 1, 0]], dtype=np.float32)
    node = helper.make_node("MatMul", ["x", "W"], ["y"])
    model = graph("linear", [node], [tensor("x", FLOAT, None, 2)], [tensor("y", FLOAT, None, 3)], [("W", weights)])
    two = [("double", "a", True), ("double", "b", True)]
    save("linear-nosig", model)
    save("linear-columns", model, columns(*two))
    save("linear-unnamed", model, ModelSignature(inputs=Schema([ColSpec("double"), ColSpec("double")])))
    save("linear-tensor", model, ModelSignature(inputs=Schema([TensorSpec(np.dtype("float32"), (-1, 2))])))
    save("linear-named", model, ModelSignature(inputs=Schema([TensorSpec(np.dtype("float32"), (-1, 2), "x")])))
    save("linear-longs", model, columns(("long", "a", True), ("long", "b", True)))
    save("linear-mixed", model, columns(("long", "a", True), ("double", "b", True)))
    save("linear-optional", model, columns(("float", "a", True), ("double", "b", True), ("double", "c", False)))
    params = [
        ParamSpec("t", "double", 0.5),
        ParamSpec("k", "long", 3),
        ParamSpec("names", "string", ["a"], shape=(-1,)),
        ParamSpec("flag", "boolean", False),
    ]
    save("linear-params", model, columns(*two, params=ParamSchema(params)))


def types():
    kinds = {
        "i": TensorProto.INT32,
        "l": TensorProto.INT64,
        "f": FLOAT,
        "d": TensorProto.DOUBLE,
        "b": TensorProto.BOOL,
        "s": TensorProto.STRING,
    }
    nodes = [helper.make_node("Identity", [name], [name + "_out"]) for name in kinds]
    inputs = [tensor(name, kind, None) for name, kind in kinds.items()]
    outputs = [tensor(name + "_out", kind, None) for name, kind in kinds.items()]
    names = {"i": "integer", "l": "long", "f": "float", "d": "double", "b": "boolean", "s": "string"}
    specs = [(kind, name, True) for name, kind in names.items()]
    save("types", graph("types", nodes, inputs, outputs), columns(*specs, ("double", "o", False)))


def tensors():
    nodes = [helper.make_node("Identity", ["x"], ["xo"]), helper.make_node("Identity", ["z"], ["zo"])]
    inputs = [tensor("x", FLOAT, None, 2, 2), tensor("z", TensorProto.INT64, None)]
    outputs = [tensor("xo", FLOAT, None, 2, 2), tensor("zo", TensorProto.INT64, None)]
    signature = Schema(
        [TensorSpec(np.dtype("float32"), (-1, 2, 2), "x"), TensorSpec(np.dtype("int64"), (-1,), "z")]
    )
    save("tensors", graph("tensors", nodes, inputs, outputs), ModelSignature(inputs=signature))


def matrix_columns():
    """Two inputs of one column each, as skl2onnx makes them for a model trained on a data frame."""
    inputs = [tensor("a", FLOAT, None, 1), tensor("b", FLOAT, None, 1)]
    model = graph("sum", [helper.make_node("Add", ["a", "b"], ["sum"])], inputs, [tensor("sum", FLOAT, None, 1)])
    save("matrix-columns", model, columns(("double", "a", True), ("double", "b", True)))


def slow():
    """Multiplies two large matrices made from the input's size: x rows give x^2 * 1000 steps."""
    nodes = [
        helper.make_node("Cast", ["n"], ["size"], to=TensorProto.INT64),
        helper.make_node("Reshape", ["size", "one"], ["length"]),
        helper.make_node("Concat", ["length", "length"], ["square"], axis=0),
        helper.make_node("ConstantOfShape", ["square"], ["m"], value=numpy_helper.from_array(np.ones(1, np.float32))),
        helper.make_node("MatMul", ["m", "m"], ["m2"]),
        helper.make_node("MatMul", ["m2", "m"], ["m3"]),
        helper.make_node("MatMul", ["m3", "m"], ["m4"]),
        helper.make_node("MatMul", ["m4", "m"], ["m5"]),
        helper.make_node("ReduceSum", ["m5"], ["total"], keepdims=0),
    ]
    model = graph(
        "slow", nodes, [tensor("n", FLOAT)], [tensor("total", FLOAT)], [("one", np.array([1], dtype=np.int64))]
    )
    save("slow", model)


def external_data():
    """A model whose weights lie in a file of their own."""
    weights = np.arange(2048, dtype=np.float32).reshape(2, 1024)
    node = helper.make_node("MatMul", ["x", "W"], ["y"])
    model = graph("big", [node], [tensor("x", FLOAT, None, 2)], [tensor("y", FLOAT, None, 1024)], [("W", weights)])
    save("external-data", model, columns(("double", "a", True), ("double", "b", True)))


def classifiers():
    x, y = load_iris(return_X_y=True)
    names = ["sl", "sw", "pl", "pw"]
    iris = LogisticRegression(max_iter=1000).fit(x, y)
    options = {"zipmap": False}
    model = to_onnx(iris, x[:1].astype(np.float32), options=options, target_opset=17)
    save("iris-columns", model, columns(*[("double", name, True) for name in names]))
    save("iris-tensor", model, ModelSignature(inputs=Schema([TensorSpec(np.dtype("float64"), (-1, 4))])))
    save("iris-nosig", model)
    frame, target = load_breast_cancer(return_X_y=True, as_frame=True)
    cancer = make_pipeline(StandardScaler(), LogisticRegression()).fit(frame, target)
    signature = infer_signature(frame, cancer.predict(frame))
    for name, zipmap in (("cancer", False), ("cancer-zipmap", True)):
        model = to_onnx(cancer, frame.values[:1].astype(np.float32), options={"zipmap": zipmap}, target_opset=17)
        save(name, model, signature)


if __name__ == "__main__":
    linear()
    types()
    tensors()
    matrix_columns()
    slow()
    external_data()
    classifiers()
