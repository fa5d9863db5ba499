package dev.millrace.server.sql;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * Keeps SQLite's native library unpacked. The driver would copy it out of its jar at each start, which costs more than
 * the rest of opening a database.
 */
public final class NativeLibraryConfig {
    private static final Logger log = LoggerFactory.getLogger(NativeLibraryConfig.class);

    private NativeLibraryConfig() {}

    /**
     * Unpacks the library into a folder of its version, unless it is there, and tells the driver. A folder that was
     * named by the driver's own property wins. A failure is only logged: the driver then unpacks by itself.
     */
    public static void keepUnpacked(Path directory) {
        if (System.getProperty("org.sqlite.lib.path") != null) {
            return;
        }
        String name = LibraryLoaderUtil.getNativeLibName();
        Path folder = directory.resolve("sqlite-" + SQLiteJDBCLoader.getVersion());
        Path library = folder.resolve(name);
        try {
            if (!Files.exists(library)) {
                unpack(LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name, library);
            }
            System.setProperty("org.sqlite.lib.path", folder.toString());
            System.setProperty("org.sqlite.lib.name", name);
        } catch (IOException e) {
            log.debug("SQLite's library is not kept unpacked in {}", folder, e);
        }
    }

    private static void unpack(String resource, Path library) throws IOException {
        Files.createDirectories(library.getParent());
        Path partial = Files.createTempFile(library.getParent(), "unpacking", ".tmp");
        try (InputStream in = SQLiteJDBCLoader.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("The driver has no library for this computer: " + resource);
            }
            Files.copy(in, partial, StandardCopyOption.REPLACE_EXISTING);
            Files.move(partial, library, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(partial);
        }
    }
}
