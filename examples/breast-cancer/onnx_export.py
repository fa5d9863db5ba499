"""Turns the trained classifier into an ONNX graph that answers with two plain columns."""

from mlflow.types import ColSpec, Schema
from onnx import TensorProto, helper
from skl2onnx import convert_sklearn
from skl2onnx.common.data_types import FloatTensorType

# The answer of the exported graph, for its signature.
ANSWER = Schema([ColSpec("long", "label"), ColSpec("float", "probability")])


def export(model, features):
    """One float32 matrix in; out come `label` and `probability`, that of class 1, one value a row each.

    skl2onnx gives a matrix with a column per class. MLflow flattens every output of an ONNX model into one column of
    its answer, so that a matrix beside a vector cannot be served: one column of it is picked inside the graph.
    """
    exported = convert_sklearn(
        model,
        initial_types=[("features", FloatTensorType([None, features]))],
        options={id(model): {"zipmap": False}},
        target_opset=17,
    )
    graph = exported.graph
    label, probabilities = (output.name for output in graph.output)
    graph.initializer.append(helper.make_tensor("positive_class", TensorProto.INT64, [], [1]))
    graph.node.append(helper.make_node("Gather", [probabilities, "positive_class"], ["probability"], axis=1))
    del graph.output[:]
    graph.output.append(helper.make_tensor_value_info(label, TensorProto.INT64, [None]))
    graph.output.append(helper.make_tensor_value_info("probability", TensorProto.FLOAT, [None]))
    return exported
