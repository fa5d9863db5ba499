"""Scores requests with one MLflow model, on behalf of the process that started it.

Called with the path of a Unix domain socket and the model's folder. Once the model is loaded, it connects and says so by
one byte; then it answers frames until the connection ends. A frame is a number of requests that may be scored together:

    count, then for each: length of the content type or -1, content type, length of the body, body

and is answered by as many answers in the same order:

    status, length of the content type, content type, length of the body, body

with every number 32 bits wide, in network byte order. Requests are read, and signatures enforced, by MLflow itself.
"""

import io
import json
import os
import signal
import socket
import struct
import sys
import threading
import time
import traceback

INTEGERS = {
    "integer": (-(2**31), 2**31 - 1),
    "long": (-(2**63), 2**63 - 1),
    "int8": (-(2**7), 2**7 - 1),
    "int16": (-(2**15), 2**15 - 1),
    "int32": (-(2**31), 2**31 - 1),
    "int64": (-(2**63), 2**63 - 1),
    "uint8": (0, 2**8 - 1),
    "uint16": (0, 2**16 - 1),
    "uint32": (0, 2**32 - 1),
    "uint64": (0, 2**64 - 1),
}


def fail(message):
    """Tells the parent process why there will be no worker."""
    print("millrace-error: " + " ".join(message.split()), file=sys.stderr, flush=True)
    # Not sys.exit: threads that the model's libraries started could keep the process.
    os._exit(3)


def error(code, message, status=400, sqlstate="KAM00", error_class="INVALID_PARAMETER_VALUE"):
    body = {"error_code": code, "message": message, "sqlstate": sqlstate, "error_class": error_class}
    return status, "application/json", json.dumps(body)


class LossyValue(Exception):
    """A number that would silently become another one if it were stored as the signature says."""


def check_integer(name, value, bounds):
    """Refuses fractions and overflow anywhere in a value, which may be nested lists. The rest is MLflow's to judge."""
    if isinstance(value, list):
        for item in value:
            check_integer(name, item, bounds)
        return
    if isinstance(value, str):
        try:
            value = int(value)
        except ValueError:
            return
    if isinstance(value, float) and value == value and not value.is_integer():
        raise LossyValue(f'Input "{name}" takes whole numbers; {value} would lose its fraction.')
    if isinstance(value, (int, float)) and value == value and not bounds[0] <= value <= bounds[1]:
        raise LossyValue(f'Input "{name}" takes whole numbers from {bounds[0]} to {bounds[1]}; {value} is outside.')


class Guard:
    """Knows the inputs of whole numbers and looks at what a request has for them."""

    def __init__(self, schema):
        self.named = {}
        self.unnamed = None
        for spec in schema.inputs if schema is not None else []:
            kind = getattr(spec.type, "name", str(spec.type))
            bounds = INTEGERS.get(kind)
            if bounds is None:
                continue
            if spec.name is not None:
                self.named[spec.name] = bounds
            elif len(schema.inputs) == 1:
                self.unnamed = bounds

    def is_needed(self):
        return bool(self.named) or self.unnamed is not None

    def check(self, request):
        split = request.get("dataframe_split")
        if isinstance(split, dict) and isinstance(split.get("data"), list):
            columns = split.get("columns")
            if isinstance(columns, list):
                self.check_rows(columns, split["data"])
            elif self.unnamed is not None:
                check_integer("0", split["data"], self.unnamed)
        for key in ("dataframe_records", "instances", "inputs"):
            self.check_entries(request.get(key))

    def check_rows(self, columns, rows):
        wanted = [(i, str(c), self.named[c]) for i, c in enumerate(columns) if isinstance(c, str) and c in self.named]
        for row in rows:
            if isinstance(row, list):
                for index, name, bounds in wanted:
                    if index < len(row):
                        check_integer(name, row[index], bounds)
                if self.unnamed is not None:
                    check_integer("0", row, self.unnamed)
            elif isinstance(row, dict):
                self.check_entries(row)

    def check_entries(self, data):
        if isinstance(data, dict):
            for name, bounds in self.named.items():
                if name in data:
                    check_integer(name, data[name], bounds)
        elif isinstance(data, list) and data and isinstance(data[0], dict):
            for record in data:
                if isinstance(record, dict):
                    self.check_entries(record)
        elif self.unnamed is not None:
            check_integer("0", data, self.unnamed)
        elif len(self.named) == 1 and isinstance(data, list):
            (name, bounds), = self.named.items()
            check_integer(name, data, bounds)


class Model:
    """The loaded model and MLflow's functions around it."""

    def __init__(self, path):
        from mlflow.exceptions import MlflowException
        from mlflow.pyfunc import scoring_server

        self.server = scoring_server
        self.mlflow_error = MlflowException
        load = getattr(scoring_server, "load_model_with_mlflow_config", scoring_server.load_model)
        os.environ["_MLFLOW_IS_IN_SERVING_ENVIRONMENT"] = "true"
        os.environ["MLFLOW_IS_IN_SERVING_ENVIRONMENT"] = "true"
        self.model = load(path)
        self.schema = self.model.metadata.get_input_schema()
        self.guard = Guard(self.schema)
        self.only_numbers = self.schema is not None and all(
            spec.name is not None and getattr(spec.type, "name", "") in ("double", "float", "integer", "long")
            for spec in self.schema.inputs
        )

    def answer(self, content_type, body):
        """Answers one request by itself: status, content type, text."""
        try:
            content_type = "application/json" if content_type is None else content_type.lower()
            if self.guard.is_needed() and content_type.split(";")[0].strip() == "application/json":
                body = self.guarded(body)
            response = self.server.invocations(body, content_type, self.model, self.schema)
            mime = response.mimetype
            return response.status, mime, valid_json(response.response) if "json" in mime else response.response
        except Exception as e:
            return self.failure(e)

    def guarded(self, body):
        """The parsed body if it can be parsed and is an object, else the body, for MLflow to refuse."""
        try:
            request = json.loads(body)
        except ValueError:
            return body
        if not isinstance(request, dict):
            return body
        self.guard.check(request)
        return request

    def failure(self, e):
        if isinstance(e, LossyValue):
            return error("BAD_REQUEST", str(e))
        if isinstance(e, self.mlflow_error):
            fields = json.loads(e.serialize_as_json())
            trace = fields.pop("stack_trace", None)
            if trace:
                print(trace, file=sys.stderr, flush=True)
            return e.get_http_status_code(), "application/json", valid_json(json.dumps(fields))
        traceback.print_exc()
        sys.stderr.flush()
        message = f"The model's answer cannot be sent as JSON, or scoring failed: {type(e).__name__}: {e}"
        return error("INTERNAL_ERROR", message, 500, "XXM00", "CLIENT_INTERNAL_ERROR")

    def answers(self, requests):
        """Answers requests that were sent together, as one table where that is possible."""
        if len(requests) > 1:
            together = self.together(requests)
            if together is not None:
                return together
        return [self.answer(content_type, body) for content_type, body in requests]

    def together(self, requests):
        """Scores the rows of all requests at once; None if that cannot be done, or anything is wrong with one of them."""
        try:
            if any(kind is not None and kind.lower() != "application/json" for kind, _ in requests):
                return None
            parsed = [json.loads(body) for _, body in requests]
            for request in parsed:
                self.guard.check(request)
            tables = [rows_of(request) for request in parsed] if self.only_numbers else [None]
            if all(table is not None and table[0] == tables[0][0] for table in tables):
                counts = [len(rows) for _, rows in tables]
                merged = {"columns": tables[0][0], "data": [row for _, rows in tables for row in rows]}
                data = self.server.infer_and_parse_data({"dataframe_split": merged}, self.schema)
            else:
                frames = [self.frame_of(request) for request in parsed]
                if any(frame is None or not frame.dtypes.equals(frames[0].dtypes) for frame in frames):
                    return None
                import pandas

                counts = [len(frame) for frame in frames]
                data = pandas.concat(frames, ignore_index=True)
            return self.parts(self.model.predict(data), counts)
        except Exception:
            return None

    def frame_of(self, request):
        """The rows of a request as MLflow reads them; None if they are not a table, or there is more than rows."""
        import pandas

        parsed = self.server._parse_json_data(request, self.model.metadata, self.schema)
        data = parsed.data
        if parsed.params or parsed.is_unified_llm_input:
            return None
        if isinstance(data, list) and data and all(isinstance(row, dict) for row in data):
            data = pandas.DataFrame(data)
        return data if isinstance(data, pandas.DataFrame) and len(data) > 0 else None

    def parts(self, predictions, counts):
        """The answer to each request; None if there is not one prediction for each row."""
        if getattr(predictions, "shape", (None,))[0] != sum(counts):
            return None
        answers, start = [], 0
        for count in counts:
            end = start + count
            part = predictions.iloc[start:end] if hasattr(predictions, "iloc") else predictions[start:end]
            out = io.StringIO()
            self.server.predictions_to_json(part, out)
            answers.append((200, "application/json", valid_json(out.getvalue())))
            start = end
        return answers


def rows_of(request):
    """A request's column names and rows, if it has nothing else and all its rows have all the columns; else None."""
    if len(request) != 1:
        return None
    (key, data), = request.items()
    if key == "dataframe_split" and isinstance(data, dict) and data.keys() == {"columns", "data"}:
        columns, rows = data["columns"], data["data"]
        if isinstance(columns, list) and isinstance(rows, list) and rows:
            if all(isinstance(row, list) and len(row) == len(columns) for row in rows):
                return columns, rows
    if key in ("dataframe_records", "inputs") and isinstance(data, list) and data and isinstance(data[0], dict):
        columns = sorted(data[0])
        if all(isinstance(row, dict) and row.keys() == data[0].keys() for row in data):
            return columns, [[row[name] for name in columns] for row in data]
    return None


def valid_json(text):
    """The same JSON with null in place of NaN and infinities, which JSON cannot hold."""
    if "NaN" not in text and "Infinity" not in text:
        return text
    return json.dumps(json.loads(text, parse_constant=lambda name: None))


def receive(connection, size):
    parts = bytearray(size)
    view = memoryview(parts)
    while view:
        count = connection.recv_into(view)
        if count == 0:
            os._exit(0)  # the parent process is gone, or wants no more
        view = view[count:]
    return bytes(parts)


def number(connection):
    return struct.unpack("!i", receive(connection, 4))[0]


def requests_of(connection):
    requests = []
    for _ in range(number(connection)):
        length = number(connection)
        content_type = None if length < 0 else receive(connection, length).decode("latin-1")
        requests.append((content_type, receive(connection, number(connection))))
    return requests


def send(connection, answers):
    out = bytearray()
    for status, content_type, text in answers:
        kind = content_type.encode("latin-1")
        body = text.encode("utf-8", "backslashreplace")
        out += struct.pack("!ii", status, len(kind)) + kind + struct.pack("!i", len(body)) + body
    connection.sendall(out)


def end_with_parent():
    """Ends the process when its parent has gone without a word, even while the model is busy."""
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(0)


def main(address, path):
    # A terminal sends Ctrl-C to the parent process, too, which then closes the connection.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=end_with_parent, daemon=True).start()
    try:
        model = Model(path)
    except ModuleNotFoundError as e:
        traceback.print_exc()
        fail(f"{sys.executable} has no module {e.name}")
    except BaseException as e:
        traceback.print_exc()
        fail(f"{type(e).__name__}: {e}")
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.connect(address)
    connection.sendall(b"\x01")
    while True:
        send(connection, model.answers(requests_of(connection)))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
