package dev.millrace.artifacts;

import dev.millrace.api.ApiException;
import dev.millrace.api.ErrorCode;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The optional parts of the distribution, one for the SDK of each cloud. The jars of a part lie in a folder of their own and
 * are opened when the first address asks for them, so that a server on local files is started without them.
 */
enum StorePart {
    S3("s3", Set.of("s3"), "dev.millrace.artifacts.s3.S3Stores"),
    GCS("gcs", Set.of("gs"), "dev.millrace.artifacts.gcs.GcsStores"),
    AZURE("azure", Set.of("wasbs", "abfss"), "dev.millrace.artifacts.azure.AzureStores");

    private final String folder;
    private final Set<String> schemes;
    private final String type;

    /** @param type the implementation of {@link RemoteStores} in the part */
    StorePart(String folder, Set<String> schemes, String type) {
        this.folder = folder;
        this.schemes = schemes;
        this.type = type;
    }

    /** The part for addresses of this scheme; null when there is none. */
    static @Nullable StorePart of(String scheme) {
        for (StorePart part : values()) {
            if (part.schemes.contains(scheme)) {
                return part;
            }
        }
        return null;
    }

    /**
     * Makes the client of the service.
     *
     * @param loader see {@link #loader}
     * @throws ApiException where the part is not there, or a variable makes no sense
     */
    RemoteStores open(ClassLoader loader, Map<String, String> environment) {
        Thread thread = Thread.currentThread();
        ClassLoader former = thread.getContextClassLoader();
        // By this the SDKs find what they look for by name.
        thread.setContextClassLoader(loader);
        try {
            return (RemoteStores)
                    Class.forName(type, true, loader).getConstructor(Map.class).newInstance(environment);
        } catch (ClassNotFoundException absent) {
            throw new ApiException(
                    ErrorCode.NOT_IMPLEMENTED,
                    "This installation lacks the optional part '%s', which artifact stores of scheme %s need"
                            .formatted(folder, String.join(", ", schemes)),
                    absent);
        } catch (InvocationTargetException failed) {
            if (failed.getCause() instanceof RuntimeException refusal) {
                throw refusal;
            }
            throw new IllegalStateException(type + " cannot be made", failed);
        } catch (ReflectiveOperationException wrong) {
            throw new IllegalStateException(type + " is not what the part " + folder + " should hold", wrong);
        } finally {
            thread.setContextClassLoader(former);
        }
    }

    /**
     * Sees the jars of the part; where there is no such folder, only what is on the class path.
     *
     * @param parts the folder of all parts
     */
    ClassLoader loader(@Nullable Path parts) {
        return PartLoader.of(parts == null ? null : parts.resolve(folder));
    }
}
