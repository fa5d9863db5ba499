package dev.millrace.cli;

import dev.millrace.cli.options.Option;
import dev.millrace.cli.options.Settings;
import dev.millrace.cli.options.UsageException;
import dev.millrace.cli.ui.InstalledUi;
import dev.millrace.server.Server;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Which web UI the server shows. MLflow's own is never a part of Millrace: it is taken from where it is installed. */
final class UiOption {
    static final Option UI = Option.value(
                    "--ui",
                    "WHICH",
                    "The web UI at /: mlflow for the one in the mlflow package that is installed in the active environment"
                            + " or on the PATH, or a folder that holds its bundle. Without this, a small page of"
                            + " Millrace's own.")
            .environment("MILLRACE_UI");

    private UiOption() {}

    /**
     * The folder of the bundle; null for none.
     *
     * @throws CommandException where mlflow has none, saying how to get one
     * @throws UsageException where the named folder is none
     */
    static @Nullable Path folder(Settings settings, CliConfig process) {
        String which = settings.find(UI);
        if (which == null) {
            return null;
        }
        if (which.equals("mlflow")) {
            return InstalledUi.find(process.environment())
                    .map(InstalledUi::folder)
                    .orElseThrow(
                            () -> new CommandException("--ui mlflow: no mlflow package with its web UI is installed"
                                    + " in the active environment or beside the mlflow, python3 or python on the PATH. Get it"
                                    + " with `pip install mlflow==" + Server.MLFLOW_VERSION
                                    + "` (mlflow-skinny has no UI), or"
                                    + " name the folder that holds its index.html: --ui FOLDER"));
        }
        Path folder = process.folder().resolve(which).normalize();
        if (!InstalledUi.isBundle(folder)) {
            throw new UsageException("--ui " + which + ": " + folder + " holds no index.html. Name the folder of"
                    + " MLflow's bundle, mlflow/server/js/build below site-packages, or write --ui mlflow");
        }
        return folder;
    }
}
