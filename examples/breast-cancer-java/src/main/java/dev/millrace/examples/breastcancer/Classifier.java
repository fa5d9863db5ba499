package dev.millrace.examples.breastcancer;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.tribuo.Example;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.sgd.linear.LinearSGDModel;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.impl.ArrayExample;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/** A logistic regression on standardised features, trained by Tribuo. */
final class Classifier {
    private static final LabelFactory LABELS = new LabelFactory();
    /** Tells of every training otherwise. Kept, because the level of a logger that nobody holds may be forgotten. */
    private static final Logger TRIBUO = Logger.getLogger("org.tribuo");

    static {
        TRIBUO.setLevel(Level.WARNING);
    }

    private final Scale scale;
    private final LinearSGDModel model;

    private Classifier(Scale scale, LinearSGDModel model) {
        this.scale = scale;
        this.model = model;
    }

    /**
     * Trains one.
     *
     * @param epochs how often every row is seen
     */
    static Classifier train(Patients patients, int epochs, double learningRate, long seed) {
        Scale scale = Scale.of(patients);
        var source = new SimpleDataSourceProvenance("Breast Cancer Wisconsin (Diagnostic)", LABELS);
        MutableDataset<Label> dataset = new MutableDataset<>(source, LABELS);
        for (int row = 0; row < patients.size(); row++) {
            dataset.add(example(
                    scale.apply(patients.rows().get(row)),
                    label(patients.labels().get(row))));
        }
        LinearSGDTrainer trainer = new LinearSGDTrainer(
                new LogMulticlass(), new AdaGrad(learningRate), epochs, Integer.MAX_VALUE, 1, seed);
        return new Classifier(scale, (LinearSGDModel) trainer.train(dataset));
    }

    /** For each row, the probability of class 1, benign. */
    List<Double> probabilities(Patients patients) {
        List<Double> probabilities = new ArrayList<>();
        for (double[] row : patients.rows()) {
            var prediction = model.predict(example(scale.apply(row), LabelFactory.UNKNOWN_LABEL));
            Label benign = Objects.requireNonNull(prediction.getOutputScores().get(Patients.CLASSES.get(1)));
            probabilities.add(benign.getScore());
        }
        return probabilities;
    }

    Scale scale() {
        return scale;
    }

    LinearSGDModel model() {
        return model;
    }

    private static Label label(int number) {
        return new Label(Patients.CLASSES.get(number));
    }

    /** Tribuo orders features by name, so that the names must sort as the columns stand. */
    private static Example<Label> example(double[] values, Label label) {
        String[] names = new String[values.length];
        for (int column = 0; column < names.length; column++) {
            names[column] = "%04d".formatted(column);
        }
        return new ArrayExample<>(label, names, values);
    }
}
