package dev.millrace.cli.models;

import dev.millrace.cli.options.UsageException;
import dev.millrace.client.Addresses;
import dev.millrace.client.ModelAddress;
import dev.millrace.client.Models;
import dev.millrace.client.TrackingClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The files of the model that a user names. */
public final class ModelFiles {
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):/");

    private ModelFiles() {}

    /**
     * The folder of the model: where it lies, or a temporary one that it was fetched into.
     *
     * @param here where relative paths start
     * @param client asked for only if the model is one that a tracking server knows
     */
    public static Path folder(String uri, Path here, Supplier<TrackingClient> client) throws IOException {
        Path local = local(uri, here);
        if (local != null) {
            return local;
        }
        Path folder = temporary();
        new Models(client.get()).download(uri, folder);
        return folder;
    }

    /**
     * The folder of a model on this machine; null for an address that a tracking server resolves.
     *
     * @throws UsageException for other addresses
     */
    static @Nullable Path local(String uri, Path here) {
        if (Addresses.isFile(uri)) {
            return here.resolve(Addresses.file(uri));
        }
        if (ModelAddress.isOne(uri)) {
            return null;
        }
        Matcher elsewhere = SCHEME.matcher(uri);
        if (elsewhere.lookingAt()) {
            throw new UsageException("models are not fetched from " + elsewhere.group(1)
                    + ": addresses yet; name a folder, models:/… or runs:/…");
        }
        return here.resolve(uri);
    }

    /** A new folder that lasts as long as the process. */
    static Path temporary() throws IOException {
        Path folder = Files.createTempDirectory("millrace-model-");
        TemporaryFolders.deleteAtExit(folder);
        return folder;
    }
}
