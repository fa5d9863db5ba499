package dev.millrace.examples.breastcancer;

/**
 * Brings every feature to mean 0 and deviation 1.
 *
 * @param means per feature
 * @param deviations per feature
 */
record Scale(double[] means, double[] deviations) {

    /** The scale on which these rows are of mean 0 and deviation 1. */
    static Scale of(Patients patients) {
        int features = patients.features().size();
        double[] means = new double[features];
        double[] deviations = new double[features];
        for (double[] row : patients.rows()) {
            for (int column = 0; column < features; column++) {
                means[column] += row[column] / patients.size();
            }
        }
        for (double[] row : patients.rows()) {
            for (int column = 0; column < features; column++) {
                double distance = row[column] - means[column];
                deviations[column] += distance * distance / patients.size();
            }
        }
        for (int column = 0; column < features; column++) {
            deviations[column] = deviations[column] == 0 ? 1 : Math.sqrt(deviations[column]);
        }
        return new Scale(means, deviations);
    }

    double[] apply(double[] row) {
        double[] scaled = new double[row.length];
        for (int column = 0; column < row.length; column++) {
            scaled[column] = (row[column] - means[column]) / deviations[column];
        }
        return scaled;
    }
}
