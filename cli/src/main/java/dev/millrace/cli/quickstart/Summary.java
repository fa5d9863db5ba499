package dev.millrace.cli.quickstart;

import java.util.Locale;

/**
 * What came of it.
 *
 * @param accuracy of the evaluation, 0 to 1
 * @param tracking the address of the tracking server
 * @param scoring the address that takes requests for the model
 * @param seconds that all steps took
 */
public record Summary(
        String trainRun,
        String evaluateRun,
        double accuracy,
        String model,
        String version,
        String tracking,
        String scoring,
        double seconds) {

    /** The table at the end. */
    public String table() {
        return String.format(
                Locale.ROOT, """

                  training run     %s
                  evaluation run   %s
                  accuracy         %.4f
                  model            models:/%s/%s, alias champion
                  tracking server  %s
                  served model     %s
                  time taken       %.1f s
                """, trainRun, evaluateRun, accuracy, model, version, tracking, scoring, seconds);
    }
}
