package dev.millrace.artifacts;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What stores beside the local one are made from.
 *
 * @param parts the folder of the distribution's optional parts, each a folder of jars; null where they are on the class path
 * @param environment the variables in which MLflow's users keep the addresses and credentials of clouds
 */
public record StoresConfig(@Nullable Path parts, Map<String, String> environment) {

    /** Nothing is set, and what is on the class path is all there is. */
    public static final StoresConfig NONE = new StoresConfig(null, Map.of());

    public StoresConfig {
        environment = Map.copyOf(environment);
    }

    /** Without the values of variables, since some are secret. */
    @Override
    public String toString() {
        return "StoresConfig[parts=" + parts + ", " + environment.size() + " variables]";
    }
}
