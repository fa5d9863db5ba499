package dev.millrace.projects;

import dev.millrace.client.Tracking;
import dev.millrace.environments.EnvironmentTool;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What to run, and how.
 *
 * @param uri a folder, a zip file, or a git repository, each with {@code #subdirectory} if the project lies deeper
 * @param entryPoint the name of one, or a script of the project
 * @param version a branch, tag or commit of a git repository
 * @param parameters in the order given
 * @param tracking who keeps the run
 * @param experimentName made if it does not exist; null with an id, or for the default experiment
 * @param runId a run to use instead of a new one
 * @param tool what makes the environment; null for uv where installed, otherwise venv
 * @param storageFolder where remote files go that are given to parameters of type path; null for a temporary folder
 * @param folder the caller's folder, where relative paths start
 * @param variables the caller's environment variables
 */
public record ProjectRequest(
        String uri,
        String entryPoint,
        @Nullable String version,
        Map<String, String> parameters,
        Tracking tracking,
        @Nullable String experimentName,
        @Nullable String experimentId,
        @Nullable String runId,
        @Nullable String runName,
        @Nullable EnvironmentTool tool,
        @Nullable Path storageFolder,
        Path folder,
        Map<String, String> variables) {

    public ProjectRequest {
        parameters = new LinkedHashMap<>(parameters);
        variables = Map.copyOf(variables);
    }

    /** A project's entry point {@code main}. */
    public static Builder of(String uri, Tracking tracking) {
        return new Builder(uri, tracking);
    }

    /** Sets what differs from the defaults: entry point {@code main}, default experiment, this process's variables. */
    public static final class Builder {
        private final String uri;
        private final Tracking tracking;
        private String entryPoint = "main";
        private @Nullable String version;
        private Map<String, String> parameters = Map.of();
        private @Nullable String experimentName;
        private @Nullable String experimentId;
        private @Nullable String runId;
        private @Nullable String runName;
        private @Nullable EnvironmentTool tool;
        private @Nullable Path storageFolder;
        private Path folder = Path.of("").toAbsolutePath();
        private Map<String, String> variables = CallerConfig.variables();

        private Builder(String uri, Tracking tracking) {
            this.uri = Objects.requireNonNull(uri);
            this.tracking = Objects.requireNonNull(tracking);
        }

        public Builder entryPoint(String value) {
            this.entryPoint = value;
            return this;
        }

        public Builder version(@Nullable String value) {
            this.version = value;
            return this;
        }

        public Builder parameters(Map<String, String> value) {
            this.parameters = value;
            return this;
        }

        public Builder experimentName(@Nullable String value) {
            this.experimentName = value;
            return this;
        }

        public Builder experimentId(@Nullable String value) {
            this.experimentId = value;
            return this;
        }

        public Builder runId(@Nullable String value) {
            this.runId = value;
            return this;
        }

        public Builder runName(@Nullable String value) {
            this.runName = value;
            return this;
        }

        public Builder tool(@Nullable EnvironmentTool value) {
            this.tool = value;
            return this;
        }

        public Builder storageFolder(@Nullable Path value) {
            this.storageFolder = value;
            return this;
        }

        public Builder folder(Path value) {
            this.folder = value;
            return this;
        }

        public Builder variables(Map<String, String> value) {
            this.variables = value;
            return this;
        }

        public ProjectRequest build() {
            return new ProjectRequest(
                    uri,
                    entryPoint,
                    version,
                    parameters,
                    tracking,
                    experimentName,
                    experimentId,
                    runId,
                    runName,
                    tool,
                    storageFolder,
                    folder,
                    variables);
        }
    }
}
