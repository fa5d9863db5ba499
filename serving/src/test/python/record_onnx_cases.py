"""Asks MLflow's own scoring server about the ONNX models of the tests and writes its answers to onnx-cases.jsonl.

Where Millrace answers differently on purpose, the case says how, and names the section of compatibility/differences.md.
"""

import json
import logging
import warnings
from pathlib import Path

warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)

import mlflow.pyfunc
from mlflow.exceptions import MlflowException
from mlflow.pyfunc.scoring_server import invocations

RESOURCES = Path(__file__).parent.parent / "resources"
JSON, CSV = "application/json", "text/csv"
NUMBERS = "scoring-numbers"
STRINGS = "scoring-string-inputs"
WHOLE = "scoring-whole-numbers"
NULL_TEXT = "scoring-null-text"
INDEX = "scoring-index"
NULL = "scoring-nan"
COLUMN = "scoring-column-shape"


def ask(model, content_type, body):
    try:
        answer = invocations(body.encode(), content_type, model, model.metadata.get_input_schema())
        return {"status": answer.status, "answer": answer.response if answer.status == 200 else None}
    except MlflowException as e:
        fields = json.loads(e.serialize_as_json())
        return {"status": e.get_http_status_code(), "code": fields["error_code"], "sqlstate": fields.get("sqlstate")}
    except Exception:
        return {"status": 500}


def split(columns, *rows, **more):
    return {"dataframe_split": {"columns": columns, "data": list(rows)}, **more}


def ours(reason, answer=None, status=200):
    return {"reason": reason, "status": status, "answer": answer}


AB = ["a", "b"]
X = '{"predictions": {"y": %s}}'
ROW = dict(i=1, l=2, f=1.5, d=2.5, b=True, s="x")
ROW_ANSWER = '{"predictions": [{"i_out": 1, "l_out": 2, "f_out": 1.5, "d_out": 2.5, "b_out": true, "s_out": "x"}]}'
NANS = '{"predictions": [{"y": null}, {"y": null}, {"y": null}%s]}'


def without(row, key):
    return {k: v for k, v in row.items() if k != key}


CASES = {
    "linear-nosig": [
        ({"inputs": [[1, 2], [3, 4]]}, ours(NUMBERS, X % "[[5.0, 2.0, -1.0], [11.0, 4.0, -3.0]]")),
        {"inputs": [[1.0, 2]]},
        {"inputs": [[1.0, 2], [3.5, 4]]},
        {"inputs": {"x": [[1.0, 2]]}},
        {"inputs": {"x": [[1.0, 2]], "q": [1]}},
        {"inputs": [1.0, 2]},
        {"inputs": [[1.0, 2, 3]]},
        {"inputs": [[1.0, 2], [3.0]]},
        split(["p", "q"], [1.0, 2], [3, 4]),
        (
            split(["p", "q"], [1, 2]),
            ours(NUMBERS, '{"predictions": [{"y": 5.0}, {"y": 2.0}, {"y": -1.0}]}'),
        ),
        (
            split(["p", "q"], [1, None], [3, 4]),
            ours(NULL, NANS % ', {"y": 11.0}, {"y": 4.0}, {"y": -3.0}'),
        ),
        {"instances": [{"x": [1.0, 2.0]}, {"x": [3, 4.0]}]},
        {"instances": [{"x": [1.0, 2.0]}, {"y": [3, 4.0]}]},
        {"inputs": [{"x": [1.0, 2.0]}]},
        {"inputs": "abc"},
        {"inputs": []},
        {"inputs": None},
        ({"inputs": [[True, False]]}, ours(NUMBERS, X % "[[1.0, 0.0, -1.0]]")),
        {"inputs": [["a", "b"]]},
        {"inputs": [["1.0", "2"]]},
        {"inputs": [[1.0, 2.0]], "params": {"a": 1}},
        "a,b\n1.5,2\n3,4\n",
        ("a,b\n1,2\n", ours(NUMBERS, '{"predictions": [{"y": 5.0}, {"y": 2.0}, {"y": -1.0}]}')),
        "a,b\n1.5,2,3\n",
        ("a,b\n1.5\n", ours(NULL, NANS % "")),
        {"prompt": "x"},
    ],
    "linear-columns": [
        split(["b", "a"], [1, 2], [3, 4]),
        split(["b", "x", "a"], [1, "?", 2], [3, None, 4]),
        {"inputs": {"a": [1, 2], "b": [3, 4]}},
        {"inputs": {"a": [1, 2], "b": 3}},
        {"inputs": {"a": [1, 2], "b": [3]}},
        {"inputs": {"a": 1, "b": 2}},
        {"inputs": {"a": 1, "b": "x"}},
        {"inputs": {"a": [[1]], "b": [[2]]}},
        {"inputs": {"a": [[1], [1, 2]], "b": [[2]]}},
        {"inputs": {"a": {}, "b": 2}},
        {"inputs": {}},
        {"inputs": [{"a": 1, "b": 2}, {"b": 3.5, "a": 0.1}]},
        ({"inputs": [{"a": 1, "b": 2}, {"b": 3.5}]}, ours(NULL, '{"predictions": [{"y": 5.0}, {"y": 2.0}, {"y": -1.0}, {"y": null}, {"y": null}, {"y": null}]}')),
        {"inputs": [{"a": [1], "b": 2}]},
        {"inputs": [{"a": "1e3", "b": " 2_0 "}]},
        {"instances": [{"a": 1, "b": 2}]},
        {"instances": [{"a": 1, "b": 2}, {"a": 1}]},
        {"instances": [{"a": 1, "b": 2}, 5]},
        {"instances": {"a": [1, 2], "b": [2]}},
        split(AB),
        {"dataframe_records": []},
        {"dataframe_records": [[1, 2]]},
        {"dataframe_records": [{"a": 1, "b": 2}, {"a": 0.1, "b": 0.2}]},
        {"dataframe_records": [{"a": True, "b": "2.5"}]},
        {"dataframe_records": [{"a": 10**30, "b": -(10**19)}]},
        {"dataframe_records": [{"a": 10**400, "b": 1}]},
        (split(AB, [1, 2], [3]), ours(NULL, '{"predictions": [{"y": 5.0}, {"y": 2.0}, {"y": -1.0}, {"y": null}, {"y": null}, {"y": null}]}')),
        {"dataframe_split": {"columns": AB, "data": [{"a": 1, "b": 2}]}},
        (
            {"dataframe_split": {"columns": AB, "data": [{"a": 1, "b": 2}], "index": [0, 1]}},
            ours(INDEX, status=400),
        ),
        {"dataframe_split": {"columns": AB, "data": 5}},
        {"dataframe_split": {"columns": "ab", "data": [[1, 2]]}},
        {"dataframe_split": {"columns": AB, "data": [[1, 2]], "index": ["q"]}},
        {"dataframe_split": {"columns": None, "data": [[1, 2]], "index": None}},
        '{"dataframe_split": {"columns": ["a", "b"], "data": [[1, 2]]}, "dataframe_split": {"columns": ["a", "b"], "data": [[3, 4]]}}',
        "b,a\n1,2\n",
        "b,a\r\n1,2\r\n\r\n",
        'b,a,"c, d"\n1,2,"say ""hi"""\n',
        ("b,a\nNA,2\n", ours(NULL, NANS % "")),
        "b\n1\n",
        "",
        "b,a\n1,x\n",
        "b,a\n1,\"2\n",
    ],
    "linear-unnamed": [
        split(["b", "a"], [1, 2], [3, 4]),
        {"inputs": [[1, 2]]},
        {"inputs": [1, 2]},
        {"inputs": {"a": 1}},
        {"dataframe_split": {"data": [[1, 2, 3]]}},
        {"dataframe_split": {"data": [[1]]}},
        {"inputs": [{"a": 1, "b": 2}]},
        {"inputs": 5},
        {"instances": [[1, 2]]},
    ],
    "linear-tensor": [
        {"inputs": [[1, 2]]},
        {"inputs": [[1.5, -2], [0, 0.1]]},
        {"instances": [[1, 2]]},
        {"inputs": [[1, 2, 3]]},
        {"inputs": [[1, 2], [3]]},
        {"inputs": {"x": 1}},
        {"inputs": [{"x": 1}]},
        split(["b", "a"], [1, 2], [3, 4]),
        split(["a"], [[1, 2]], [[3, 4]]),
        split(["a"], [1], [2]),
        split(["a", "b", "c"], [1, 2, 3]),
        {"dataframe_records": []},
        {"inputs": []},
        {"inputs": None},
        {"inputs": [["1", "x"]]},
        "a,b\n1,2\n",
    ],
    "linear-named": [
        {"inputs": [[1, 2]]},
        {"inputs": {"x": [[1, 2]]}},
        {"inputs": {"y": [[1, 2]]}},
        {"instances": [{"x": [1, 2]}]},
        {"instances": [{"x": [1, 2]}, {"x": [3]}]},
        split(["x"], [[1, 2]], [[3, 4]]),
        split(["x"], [1], [2]),
        {"instances": [[1, 2]]},
        {"inputs": [{"x": [1, 2]}]},
    ],
    "linear-longs": [
        (split(AB, [1, 2]), ours(NUMBERS, '{"predictions": [{"y": 5.0}, {"y": 2.0}, {"y": -1.0}]}')),
        (split(AB, [1.5, 2]), ours(WHOLE, status=400)),
    ],
    "linear-mixed": [
        split(AB, [1, 2]),
        split(AB, ["1", 2]),
        (split(AB, [1.5, 2]), ours(WHOLE, status=400)),
        (split(AB, [2**63, 2]), ours(WHOLE, status=400)),
        ({"inputs": [{"a": 1.5, "b": 2}]}, ours(WHOLE, status=400)),
        {"inputs": [{"a": 2**63, "b": 2}]},
        {"inputs": [{"a": 1, "b": 2}, {"b": 2}]},
        split(AB, [None, 2]),
    ],
    "linear-optional": [split(AB, [0.1, 2]), split(["a", "b", "c"], [0.1, 2, 3])],
    "linear-params": [
        split(AB, [1, 2], params=params)
        for params in (
            {"t": 1},
            {"t": "1"},
            {"t": True},
            {"k": 1.5},
            {"k": 1.0},
            {"k": None},
            {"k": [1]},
            {"names": "x"},
            {"names": ["a", "b"]},
            {"names": ["a", 1]},
            {"names": [["a"]]},
            {"flag": 1},
            {"flag": True},
            {"zz": 1},
            {},
            "abc",
            [1],
            None,
        )
    ]
    + ["a,b\n1,2\n"],
    "types": [
        ({"inputs": [ROW]}, ours(STRINGS, ROW_ANSWER)),
        ({"dataframe_records": [ROW]}, ours(STRINGS, ROW_ANSWER)),
        {"dataframe_records": [dict(ROW, s=5)]},
        ({"inputs": [dict(ROW, s=5)]}, ours(STRINGS, ROW_ANSWER.replace('"x"', '"5"'))),
        (
            {"dataframe_records": [dict(ROW, s=None)]},
            ours(NULL_TEXT, status=400),
        ),
        ({"dataframe_records": [dict(ROW, b=None)]}, ours(STRINGS, ROW_ANSWER.replace("true", "false"))),
        ({"dataframe_records": [dict(ROW, b="no")]}, ours(STRINGS, ROW_ANSWER)),
        {"inputs": [ROW, without(ROW, "i")]},
        {"inputs": [ROW, without(ROW, "s")]},
        {"inputs": [ROW, without(ROW, "b")]},
        "i,l,f,d,b,s\n1,2,1.5,2.5,True,007\n",
        ("i,l,f,d,b,s\n1,2,1.5,2.5,true,\n", ours(NULL_TEXT, status=400)),
        ("i,l,f,d,b,s\n1.0,2,1.5,,true,x\n", ours(NULL, ROW_ANSWER.replace("2.5", "null"))),
        "i,l,f,d,b,s\n1,2,1.5,2.5,yes,x\n",
        "i,l,f,d,b,s\n,2,1.5,2.5,true,x\n",
        ({"dataframe_records": [dict(ROW, o=1)]}, ours(STRINGS, ROW_ANSWER)),
        (
            {"dataframe_records": [dict(ROW, d=None, f=None)]},
            ours(STRINGS, ROW_ANSWER.replace("2.5", "null").replace("1.5", "null")),
        ),
        ({"dataframe_records": [dict(ROW, s="\u00e9\u2028\ud83d\ude00")]}, ours(STRINGS, ROW_ANSWER.replace('"x"', '"\\u00e9\\u2028\\ud83d\\ude00"'))),
        {"dataframe_records": [dict(ROW, i="x")]},
        ({"dataframe_records": [dict(ROW, i=2**31)]}, ours(WHOLE, status=400)),
    ],
    "tensors": [
        {"inputs": {"x": [[[1, 2], [3, 4]], [[5, 6], [7, 8]]], "z": [1, 2]}},
        {"inputs": {"x": [[[1, 2], [3, 4]]], "z": [1], "w": ["?"]}},
        {"inputs": {"x": [[[1, 2], [3, 4]]]}},
        {"inputs": {"x": [[[1, 2, 3]]], "z": [1]}},
        {"inputs": [[1, 2]]},
        {"instances": [{"x": [[1, 2], [3, 4]], "z": 1}, {"x": [[5, 6], [7, 8]], "z": 2}]},
        {"instances": [{"x": [[1, 2], [3, 4]], "z": 1}, {"x": [[5, 6], [7, 8]]}]},
        split(["x", "z"], [[1, 2, 3, 4], 1], [[1, 2, 3, 4], 2]),
        split(["x", "z"], [[[1, 2], [3, 4]], 1]),
        ({"inputs": {"x": [[[1, 2], [3, 4]]], "z": [1.5]}}, ours(WHOLE, status=400)),
    ],
    "matrix-columns": [
        (split(AB, [1, 2], [3, 4]), ours(COLUMN, '{"predictions": [{"sum": 3.0}, {"sum": 7.0}]}')),
        split(["a"], [1]),
    ],
    "external-data": [split(AB)],
    "cancer-zipmap": [split([f"c{i}" for i in range(30)], [1.0] * 30)],
}


def main():
    lines = []
    for name, cases in CASES.items():
        model = mlflow.pyfunc.load_model(str(RESOURCES / "models" / name))
        for case in cases:
            request, difference = case if isinstance(case, tuple) else (case, None)
            if isinstance(request, str) and not request.startswith("{"):
                content_type, body = CSV, request
            else:
                content_type, body = JSON, request if isinstance(request, str) else json.dumps(request)
            record = {"model": name, "type": content_type, "body": body, "original": ask(model, content_type, body)}
            if difference is not None:
                record["ours"] = difference
            lines.append(json.dumps(record) + "\n")
    (RESOURCES / "onnx-cases.jsonl").write_text("".join(lines))


if __name__ == "__main__":
    main()
