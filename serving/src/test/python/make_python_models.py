"""Makes the models that the recorded requests were sent to, in the folder given. Needs MLflow and scikit-learn.

The models echo what reaches them, or return what they are asked for, so that the recorded answers show what MLflow's
scoring protocol does on the way in and out.
"""

import datetime
import decimal
import os
import signal
import sys
import time
import warnings

import mlflow
import numpy as np
import pandas as pd
from mlflow.models import ModelSignature
from mlflow.types import ColSpec, DataType, ParamSchema, ParamSpec, Schema, TensorSpec
from mlflow.types.schema import AnyType, Array, Map, Object, Property
from sklearn.datasets import load_iris
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LinearRegression, LogisticRegression

warnings.filterwarnings("ignore")
NAMES = ["sl", "sw", "pl", "pw"]


class Echo(mlflow.pyfunc.PythonModel):
    """Tells the types and values that reached it."""

    def predict(self, context, model_input, params=None):
        if not isinstance(model_input, pd.DataFrame):
            dtype = str(getattr(model_input, "dtype", ""))
            return {
                "type": type(model_input).__name__,
                "repr": repr(model_input),
                "dtype": dtype,
                "params": str(params),
            }
        rows = []
        for record in model_input.to_dict(orient="records"):
            row = {f"{name}__t": f"{type(value).__name__}:{value}" for name, value in record.items()}
            row["dtypes"] = str({name: str(dtype) for name, dtype in model_input.dtypes.items()})
            row["params"] = str(params)
            rows.append(row)
        return rows


class Returns(mlflow.pyfunc.PythonModel):
    """Returns, or does, what the parameter k names."""

    def predict(self, context, model_input, params=None):
        return getattr(self, "do_" + params["k"])()

    def do_df(self):
        return pd.DataFrame({"a": [1, 2], "b": [np.nan, 1.5], "c": ["x", None]})

    def do_ser(self):
        return pd.Series([1.0, np.nan, np.inf])

    def do_np(self):
        return np.array([[1.0, np.nan], [np.inf, -np.inf]])

    def do_np0(self):
        return np.float64(1.5)

    def do_i8(self):
        return np.array([1, 2], dtype=np.int8)

    def do_str(self):
        return "hello"

    def do_list(self):
        return ["a", 1, None, True]

    def do_dict(self):
        return {"a": np.array([1, 2]), "b": [3]}

    def do_dt(self):
        raise ValueError("no such date")

    def do_npdt(self):
        return [np.datetime64("2020-01-01T00:00:00")]

    def do_dtobj(self):
        return [datetime.datetime(2020, 1, 1, 2, 3, 4), datetime.date(2020, 1, 1)]

    def do_bytes(self):
        return [b"\x00\xffab"]

    def do_npbytes(self):
        return [np.bytes_(b"abc")]

    def do_dfbytes(self):
        return pd.DataFrame({"y": [b"\x00\xff"]})

    def do_none(self):
        return None

    def do_bool(self):
        return np.array([True, False])

    def do_gen(self):
        return (i for i in range(3))

    def do_obj(self):
        return object()

    def do_raise(self):
        return 1 / 0

    def do_raisem(self):
        from mlflow.exceptions import MlflowException
        from mlflow.protos.databricks_pb2 import SERVICE_UNDER_MAINTENANCE

        raise MlflowException("boom", error_code=SERVICE_UNDER_MAINTENANCE)

    def do_unicode(self):
        return ["\u00e9\u2028\U0001f600"]

    def do_float32(self):
        return np.array([0.1, 1e20, 1e-7], dtype=np.float32)

    def do_float64(self):
        return [0.1, 1e22, 1e-07, 3.0, 1e16]

    def do_bigint(self):
        return [2**70]

    def do_decimal(self):
        return [decimal.Decimal("1.5")]

    def do_tuple(self):
        return (1, 2)

    def do_set(self):
        return {1, 2}

    def do_idx(self):
        return pd.DataFrame({"a": [1, 2]}, index=["x", "y"])

    def do_multi(self):
        return pd.DataFrame([[1, 2]], columns=pd.MultiIndex.from_tuples([("a", "b"), ("a", "c")]))

    def do_intcol(self):
        return pd.DataFrame([[1, 2]])

    def do_cat(self):
        return pd.DataFrame({"c": pd.Categorical(["u", "v"])})

    def do_sparse(self):
        from scipy.sparse import csr_matrix

        return csr_matrix([[1, 0]])

    def do_empty(self):
        return pd.DataFrame()

    def do_npempty(self):
        return np.array([])

    def do_tz(self):
        return pd.DataFrame({"t": [pd.Timestamp("2020-01-01", tz="Etc/GMT-2")]})

    def do_nullint(self):
        return pd.DataFrame({"n": [1, None]}, dtype=object)

    def do_td(self):
        return [pd.Timedelta("1s")]

    def do_sleep(self):
        time.sleep(600)

    def do_die(self):
        os.kill(os.getpid(), signal.SIGKILL)

    def do_pid(self):
        return os.getpid()


class Upper(mlflow.pyfunc.PythonModel):
    """A model whose signature comes from its type hints."""

    def predict(self, model_input: list[str], params=None) -> list[str]:
        return [text.upper() for text in model_input]


def columns(*specs, params=None):
    return ModelSignature(inputs=Schema([ColSpec(kind, name, required=need) for kind, name, need in specs]), params=params)


def main(folder):
    x, y = load_iris(return_X_y=True, as_frame=True)
    x.columns = NAMES
    iris = columns(*[("double", name, True) for name in NAMES])
    options = {"pip_requirements": ["mlflow"]}

    def sklearn(name, model, signature=None, **more):
        mlflow.sklearn.save_model(
            model, f"{folder}/{name}", signature=signature, serialization_format="cloudpickle", **options, **more
        )

    def python(name, model, signature=None):
        mlflow.pyfunc.save_model(f"{folder}/{name}", python_model=model, signature=signature, **options)

    regression = LogisticRegression(max_iter=1000).fit(x, y)
    sklearn("lr4", regression, iris)
    sklearn("lr4nosig", LogisticRegression(max_iter=1000).fit(x.to_numpy(), y))
    sklearn(
        "lr4tensor",
        LogisticRegression(max_iter=1000).fit(x.to_numpy(), y),
        ModelSignature(inputs=Schema([TensorSpec(np.dtype("float64"), (-1, 4))])),
    )
    sklearn("lr4proba", regression, iris, pyfunc_predict_fn="predict_proba")
    sklearn("rf4", RandomForestClassifier(100, random_state=0).fit(x, y), iris)
    two = columns(("double", "sl", True), ("double", "sw", True))
    sklearn("multiout", LinearRegression().fit(x[["sl", "sw"]], x[["pl", "pw"]]), two)

    names = {"i": "integer", "l": "long", "f": "float", "d": "double", "b": "boolean", "s": "string", "y": "binary"}
    params = [
        ParamSpec("temp", "double", 0.5),
        ParamSpec("k", "long", 3),
        ParamSpec("names", "string", ["a"], shape=(-1,)),
        ParamSpec("flag", "boolean", False),
    ]
    scalars = [(kind, name, True) for name, kind in names.items()] + [("datetime", "t", True), ("double", "o", False)]
    python("types", Echo(), columns(*scalars, params=ParamSchema(params)))
    properties = [Property("a", DataType.string), Property("n", DataType.long, required=False)]
    nested = [
        (Array(DataType.double), "arr", True),
        (Object(properties), "obj", True),
        (Map(DataType.long), "m", True),
        (AnyType(), "any", False),
    ]
    python("nested", Echo(), columns(*nested))
    tensors = [TensorSpec(np.dtype("float32"), (-1, 2, 2), "x"), TensorSpec(np.dtype("int64"), (-1,), "z")]
    python("tensors", Echo(), ModelSignature(inputs=Schema(tensors)))
    python("nosigecho", Echo())
    python("typehint", Upper())
    python("ret", Returns(), ModelSignature(params=ParamSchema([ParamSpec("k", "string", "df")])))


if __name__ == "__main__":
    main(sys.argv[1])
