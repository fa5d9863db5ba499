package dev.millrace.examples.breastcancer;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.oracle.labs.mlrg.olcut.util.Pair;
import java.util.List;
import org.tribuo.classification.Label;

/**
 * Turns a classifier into an ONNX graph that takes raw rows and answers with two plain columns, {@code label} and
 * {@code probability}. Tribuo exports the regression; what stands before and after it is added here: the scale of the
 * features, and the choice of one column from the matrix of probabilities, since MLflow serves no matrix beside a
 * vector.
 */
final class OnnxExport {
    private static final String FEATURES = "features";
    private static final String CENTRED = "centred";

    private OnnxExport() {}

    static byte[] export(Classifier classifier) {
        ModelProto exported = classifier.model().exportONNXModel("dev.millrace.examples", 1);
        GraphProto inner = exported.getGraph();
        String scaled = inner.getInput(0).getName();
        String probabilities = inner.getOutput(0).getName();
        int features = classifier.scale().means().length;

        GraphProto.Builder graph = inner.toBuilder().clearInput().clearOutput().clearNode();
        graph.addInput(value(FEATURES, TensorProto.DataType.FLOAT, -1, features));
        graph.addInitializer(floats("means", classifier.scale().means()));
        graph.addInitializer(floats("deviations", classifier.scale().deviations()));
        graph.addInitializer(number("benign", column(classifier)));
        graph.addInitializer(TensorProto.newBuilder()
                .setName("half")
                .setDataType(TensorProto.DataType.FLOAT.getNumber())
                .addFloatData(0.5f));

        graph.addNode(node("Sub", List.of(FEATURES, "means"), CENTRED));
        graph.addNode(node("Div", List.of(CENTRED, "deviations"), scaled));
        graph.addAllNode(inner.getNodeList());
        graph.addNode(node("Gather", List.of(probabilities, "benign"), "probability").toBuilder()
                .addAttribute(AttributeProto.newBuilder()
                        .setName("axis")
                        .setType(AttributeProto.AttributeType.INT)
                        .setI(1)));
        graph.addNode(node("Greater", List.of("probability", "half"), "is_benign"));
        graph.addNode(node("Cast", List.of("is_benign"), "label").toBuilder()
                .addAttribute(AttributeProto.newBuilder()
                        .setName("to")
                        .setType(AttributeProto.AttributeType.INT)
                        .setI(TensorProto.DataType.INT64.getNumber())));
        graph.addOutput(value("label", TensorProto.DataType.INT64, -1));
        graph.addOutput(value("probability", TensorProto.DataType.FLOAT, -1));
        return exported.toBuilder().setGraph(graph).build().toByteArray();
    }

    /** Tribuo numbers the classes by itself. */
    private static long column(Classifier classifier) {
        for (Pair<Integer, Label> numbered : classifier.model().getOutputIDInfo()) {
            if (numbered.getB().getLabel().equals(Patients.CLASSES.get(1))) {
                return numbered.getA();
            }
        }
        throw new IllegalStateException("The model has no class " + Patients.CLASSES.get(1));
    }

    private static NodeProto node(String operator, List<String> inputs, String output) {
        return NodeProto.newBuilder()
                .setName("millrace_" + output)
                .setOpType(operator)
                .addAllInput(inputs)
                .addOutput(output)
                .build();
    }

    private static TensorProto floats(String name, double[] values) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.FLOAT.getNumber())
                .addDims(values.length);
        for (double value : values) {
            tensor.addFloatData((float) value);
        }
        return tensor.build();
    }

    private static TensorProto number(String name, long value) {
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.INT64.getNumber())
                .addInt64Data(value)
                .build();
    }

    /** A dimension of -1 is the number of rows, which is free. */
    private static ValueInfoProto value(String name, TensorProto.DataType type, int... dimensions) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (int dimension : dimensions) {
            TensorShapeProto.Dimension.Builder size = TensorShapeProto.Dimension.newBuilder();
            shape.addDim(dimension < 0 ? size.setDimParam("rows") : size.setDimValue(dimension));
        }
        TypeProto.Tensor tensor = TypeProto.Tensor.newBuilder()
                .setElemType(type.getNumber())
                .setShape(shape)
                .build();
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }
}
