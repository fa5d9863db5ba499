package dev.millrace.serving.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.serving.Cases;
import dev.millrace.serving.model.ModelFolder;
import dev.millrace.serving.protocol.MediaType;
import dev.millrace.serving.protocol.ModelInput;
import dev.millrace.serving.protocol.NdArray;
import dev.millrace.serving.protocol.RequestReader;
import dev.millrace.serving.protocol.ScoringException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fast way reads what it reads exactly as the general way does, and gives up on everything else. */
class NumericRequestReaderTest {
    private static final List<String> NAMES = List.of("sl", "sw", "pl", "pw");

    private final NumericRequestReader columns = NumericRequestReader.ofColumns(NAMES);
    private final NumericRequestReader tensor = NumericRequestReader.ofTensor(4);
    private final NumericTable table = new NumericTable(4);
    private final RequestReader general = reader("iris-columns");
    private final RequestReader generalTensor = reader("iris-tensor");

    private static RequestReader reader(String model) {
        return new RequestReader(
                ModelFolder.read(Cases.resource("models/" + model)).signature());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"dataframe_split\": {\"columns\": [\"sl\", \"sw\", \"pl\", \"pw\"], \"data\": [[5.1, 3.5, 1.4, 0.2]]}}",
                " {\"dataframe_split\":{\"index\":[7,8],\"columns\":[\"pw\",\"pl\",\"sw\",\"sl\"],"
                        + "\"data\":[[1,2,3,4],[-0,-0.0,1e-7,1E+30]]}} \n",
                "{\"dataframe_records\": [{\"sl\": 1, \"pl\": 3, \"sw\": 2, \"pw\": 4}, {\"pw\":1,\"sl\":2,\"sw\":3,\"pl\":4}]}",
                "{\"inputs\": [{\"sl\": 1, \"sw\": 2, \"pl\": 3, \"pw\": 4}]}",
                "{\"instances\": [{\"sl\": 1, \"sw\": 2, \"pl\": 3, \"pw\": 4.9999999999999999999}]}",
            })
    void readsPlainNumbers(String body) {
        assertThat(columns.read(bytes(body), table)).isTrue();
        assertThat(cells()).isEqualTo(cells(general, body));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[1]",
                "{\"dataframe_split\": {\"columns\": [\"sl\", \"sw\", \"pl\", \"pw\"], \"data\": []}}",
                "{\"dataframe_split\": {\"columns\": [\"sl\", \"sw\", \"pl\"], \"data\": [[1, 2, 3]]}}",
                "{\"dataframe_split\": {\"columns\": [\"sl\", \"sw\", \"pl\", \"pl\"], \"data\": [[1, 2, 3, 4]]}}",
                "{\"dataframe_split\": {\"columns\": [\"sl\", \"sw\", \"pl\", \"pw\"], \"data\": [[1, 2, 3, null]]}}",
                "{\"dataframe_split\": {\"columns\": [\"sl\", \"sw\", \"pl\", \"pw\"], \"data\": [[1, 2, 3, NaN]]}}",
                "{\"dataframe_split\": {\"columns\": [\"sl\", \"sw\", \"pl\", \"pw\"], \"data\": [[1, 2, 3, 04]]}}",
                "{\"dataframe_split\": {\"columns\": [\"sl\", \"sw\", \"pl\", \"pw\"], \"data\": [[1, 2, 3, 4.]]}}",
                "{\"dataframe_split\": {\"columns\": [\"sl\", \"sw\", \"pl\", \"pw\"], \"data\": [[1, 2, 3, +4]]}}",
                "{\"dataframe_split\": {\"columns\": [\"sl\", \"sw\", \"pl\", \"pw\"], \"data\": [[1, 2, 3, 4]], \"index\": []}}",
                "{\"dataframe_split\": {\"columns\": [\"sl\", \"sw\", \"pl\", \"pw\"], \"data\": [[1, 2, 3, 4]]}}}",
                "{\"dataframe_split\": {\"columns\": [\"sl\", \"sw\", \"pl\", \"pw\"], \"data\": [[1, 2, 3, 4]]}, \"params\": {}}",
                "{\"dataframe_records\": [{\"sl\": 1, \"sw\": 2, \"pl\": 3, \"pw\": 4, \"x\": 5}]}",
                "{\"dataframe_records\": [{\"sl\": 1, \"sw\": 2, \"pl\": 3, \"pl\": 4}]}",
                "{\"dataframe_records\": [{\"s\\u006c\": 1, \"sw\": 2, \"pl\": 3, \"pw\": 4}]}",
                "{\"inputs\": [[1, 2, 3, 4]]}",
                "{\"inputs\": [{\"sl\": 1, \"sw\": 2, \"pl\": 3, \"pw\": 4",
            })
    void leavesTheRestToTheGeneralReader(String body) {
        assertThat(columns.read(bytes(body), table)).isFalse();
    }

    @Test
    void readsRowsOfATensor() {
        String body = "{\"inputs\": [[1, 2.5, -3e2, 0.1], [5, 6, 7, 8]]}";
        assertThat(tensor.read(bytes(body), table)).isTrue();
        assertThat(cells()).isEqualTo(cells(generalTensor, body));
        assertThat(tensor.read(bytes("{\"inputs\": [[1, 2, 3]]}"), table)).isFalse();
    }

    @Test
    void readsAlikeWhateverTheInput() {
        var random = new Random(20260101);
        int read = 0;
        for (int i = 0; i < 20_000; i++) {
            boolean rows = random.nextInt(4) == 0;
            String body = damaged(rows ? tensorRequest(random) : tableRequest(random), random);
            if ((rows ? tensor : columns).read(bytes(body), table)) {
                read++;
                assertThat(cells()).as(body).isEqualTo(cells(rows ? generalTensor : general, body));
            }
        }
        assertThat(read).isBetween(5_000, 19_000);
    }

    /** Half of the requests get a character changed, inserted or removed. */
    private static String damaged(String body, Random random) {
        if (random.nextBoolean()) {
            return body;
        }
        int at = random.nextInt(body.length());
        String with =
                random.nextBoolean() ? "" : String.valueOf("0123456789.eE+-,:[]{}\" nx".charAt(random.nextInt(24)));
        return body.substring(0, at) + with + body.substring(at + random.nextInt(2));
    }

    private static String tensorRequest(Random random) {
        return "{\"" + (random.nextBoolean() ? "inputs" : "instances") + "\": ["
                + IntStream.rangeClosed(0, random.nextInt(3))
                        .mapToObj(r -> "[" + numbers(random, 4) + "]")
                        .collect(Collectors.joining(","))
                + "]}";
    }

    private static String tableRequest(Random random) {
        List<String> names = new ArrayList<>(NAMES);
        if (random.nextBoolean()) {
            Collections.shuffle(names, random);
        }
        int rows = 1 + random.nextInt(3);
        if (random.nextBoolean()) {
            String data = IntStream.range(0, rows)
                    .mapToObj(r -> "[" + numbers(random, 4) + "]")
                    .collect(Collectors.joining(", "));
            String index = random.nextInt(3) == 0 ? "\"index\": [" + numbers(random, rows) + "], " : "";
            return "{\"dataframe_split\": {" + index + "\"columns\": [\"" + String.join("\", \"", names)
                    + "\"], \"data\": [" + data + "]}}";
        }
        String key = List.of("dataframe_records", "inputs", "instances").get(random.nextInt(3));
        return "{\"" + key + "\":["
                + IntStream.range(0, rows)
                        .mapToObj(r -> names.stream()
                                .map(name -> "\"" + name + "\": " + number(random))
                                .collect(Collectors.joining(",", "{", "}")))
                        .collect(Collectors.joining(","))
                + "]}";
    }

    private static String numbers(Random random, int count) {
        return IntStream.range(0, count).mapToObj(i -> number(random)).collect(Collectors.joining(","));
    }

    private static String number(Random random) {
        return switch (random.nextInt(10)) {
            case 0 -> Integer.toString(random.nextInt());
            case 1 -> Long.toString(random.nextLong());
            case 2 -> Double.toString(Double.longBitsToDouble(random.nextLong() & ~(1L << 62)));
            case 3 -> random.nextInt(3) + "." + Math.abs(random.nextLong());
            case 4 -> Float.toString(random.nextFloat());
            case 5 -> (random.nextBoolean() ? "-" : "") + "0" + (random.nextBoolean() ? ".0" : "");
            case 6 -> random.nextInt(100) + "e" + random.nextInt(30);
            case 7 ->
                "123456789012345678901234567890".substring(random.nextInt(29)).replaceFirst("^0", "1");
            default -> Double.toString(random.nextInt(1000) / 100.0);
        };
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private List<Float> cells() {
        List<Float> result = new ArrayList<>();
        for (int i = 0; i < table.rows() * table.width(); i++) {
            result.add(table.cells()[i]);
        }
        return result;
    }

    private static List<Float> cells(RequestReader reader, String body) {
        ModelInput input;
        try {
            input = reader.read(MediaType.JSON, bytes(body));
        } catch (ScoringException e) {
            throw new AssertionError("the general reader refuses " + body, e);
        }
        return switch (input) {
            case ModelInput.Single single -> floats(((NdArray.Reals) single.array()).values());
            case ModelInput.Table rows -> {
                double[] cells = new double[rows.rows() * 4];
                for (int i = 0; i < cells.length; i++) {
                    cells[i] = ((NdArray.Reals) rows.columns().get(i % 4).cells()).values()[i / 4];
                }
                yield floats(cells);
            }
            case ModelInput.Named named -> throw new AssertionError("unexpected arrays " + named);
        };
    }

    private static List<Float> floats(double[] values) {
        return Arrays.stream(values).mapToObj(value -> (float) value).toList();
    }
}
