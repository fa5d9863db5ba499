package dev.millrace.examples.breastcancer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Rows of the breast-cancer data, of which breast-cancer.csv names source and licence.
 *
 * @param features the names of the columns
 * @param rows one value per feature
 * @param labels one per row: 0 is malignant, 1 benign
 */
record Patients(List<String> features, List<double[]> rows, List<Integer> labels) {
    static final List<String> CLASSES = List.of("malignant", "benign");

    /** All 569 of them. */
    static Patients all() {
        try (InputStream stream = Patients.class.getResourceAsStream("breast-cancer.csv")) {
            if (stream == null) {
                throw new IllegalStateException("breast-cancer.csv is not in the jar");
            }
            return read(new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Patients read(BufferedReader csv) {
        List<String[]> lines = csv.lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split(",", -1))
                .toList();
        String[] names = lines.getFirst();
        int target = names.length - 1;
        Patients patients = new Patients(List.of(names).subList(0, target), new ArrayList<>(), new ArrayList<>());
        for (String[] line : lines.subList(1, lines.size())) {
            patients.rows.add(Arrays.stream(line, 0, target)
                    .mapToDouble(Double::parseDouble)
                    .toArray());
            patients.labels.add(CLASSES.indexOf(line[target]));
        }
        return patients;
    }

    /** Two parts. */
    record Split(Patients training, Patients heldOut) {}

    /** Holds out that share of each class, drawn by chance. */
    Split split(double heldOutShare, long seed) {
        Patients training = new Patients(features, new ArrayList<>(), new ArrayList<>());
        Patients heldOut = new Patients(features, new ArrayList<>(), new ArrayList<>());
        for (int label = 0; label < CLASSES.size(); label++) {
            List<double[]> ofClass = new ArrayList<>();
            for (int row = 0; row < rows.size(); row++) {
                if (labels.get(row) == label) {
                    ofClass.add(rows.get(row));
                }
            }
            Collections.shuffle(ofClass, new Random(seed));
            int held = (int) Math.round(ofClass.size() * heldOutShare);
            for (int row = 0; row < ofClass.size(); row++) {
                Patients part = row < held ? heldOut : training;
                part.rows.add(ofClass.get(row));
                part.labels.add(label);
            }
        }
        return new Split(training, heldOut);
    }

    int size() {
        return rows.size();
    }
}
