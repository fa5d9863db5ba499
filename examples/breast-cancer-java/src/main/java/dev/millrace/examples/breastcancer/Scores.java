package dev.millrace.examples.breastcancer;

import java.util.List;
import java.util.Map;

/**
 * How well probabilities fit what is true.
 *
 * @param counts actual class, then predicted class
 */
record Scores(double accuracy, double f1, double logLoss, int[][] counts) {

    /** Compares the probabilities of class 1 with the true classes. */
    static Scores of(List<Integer> labels, List<Double> probabilities) {
        int[][] counts = new int[2][2];
        double loss = 0;
        for (int row = 0; row < labels.size(); row++) {
            int label = labels.get(row);
            double probability = probabilities.get(row);
            counts[label][labelOf(probability)]++;
            // A probability of exactly 0 or 1 that is wrong would make the loss infinite.
            loss -= Math.log(Math.max(1e-15, label == 1 ? probability : 1 - probability)) / labels.size();
        }
        double hits = counts[1][1];
        return new Scores(
                (hits + counts[0][0]) / labels.size(),
                2 * hits / (2 * hits + counts[0][1] + counts[1][0]),
                loss,
                counts);
    }

    static int labelOf(double probability) {
        return probability > 0.5 ? 1 : 0;
    }

    Map<String, Double> metrics() {
        return Map.of("accuracy", accuracy, "f1", f1, "log_loss", logLoss);
    }

    /** The counts as a picture: actual classes as rows, predicted ones as columns. */
    String picture() {
        StringBuilder svg = new StringBuilder("""
                <svg xmlns="http://www.w3.org/2000/svg" width="320" height="300" font-family="sans-serif" font-size="14">
                <rect width="320" height="300" fill="white"/>
                <text x="200" y="24" text-anchor="middle">predicted (columns), actual (rows)</text>
                """);
        int all = counts[0][0] + counts[0][1] + counts[1][0] + counts[1][1];
        for (int actual = 0; actual < 2; actual++) {
            svg.append(text(40, 100 + 110 * actual, Patients.CLASSES.get(actual), "black"));
            svg.append(text(145 + 110 * actual, 290, Patients.CLASSES.get(actual), "black"));
            for (int predicted = 0; predicted < 2; predicted++) {
                int count = counts[actual][predicted];
                int shade = 245 - 200 * count / Math.max(1, all);
                svg.append("<rect x=\"%d\" y=\"%d\" width=\"108\" height=\"108\" fill=\"rgb(%d,%d,255)\"/>%n"
                        .formatted(90 + 110 * predicted, 40 + 110 * actual, shade, shade));
                svg.append(text(145 + 110 * predicted, 100 + 110 * actual, Integer.toString(count), "black"));
            }
        }
        return svg.append("</svg>\n").toString();
    }

    private static String text(int x, int y, String text, String colour) {
        return "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\" fill=\"%s\">%s</text>%n".formatted(x, y, colour, text);
    }
}
