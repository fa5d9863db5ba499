package dev.millrace.cli.quickstart;

import dev.millrace.serving.python.PythonCommand;

/** A sample project: what can be trained on this machine. */
interface Sample {
    /**
     * Makes ready what the training needs, which takes long only the first time.
     *
     * @return a line about what there is now
     */
    String prepare(Steps.Notes notes) throws Exception;

    /**
     * Trains.
     *
     * @return the id of the run
     */
    String train(String trackingUri, Steps.Notes notes) throws Exception;

    /** Evaluates the model of a run; logs to the experiment {@link Quickstart#EXPERIMENT} with {@code _eval} behind. */
    void evaluate(String trackingUri, String runId, Steps.Notes notes) throws Exception;

    /** A Python that can serve the models that were trained; asked only when a model needs one. */
    PythonCommand.Source python();
}
