package dev.millrace.server.sql;

import dev.millrace.artifacts.PartLoader;
import java.net.URI;
import java.nio.file.Path;
import java.security.CodeSource;
import java.sql.Driver;
import org.jspecify.annotations.Nullable;

/**
 * Microsoft's driver: an optional part of the distribution in the folder {@code mssql} beside the jar of this class, opened
 * when the first address asks for it. Where it is on the class path, as in tests, it is taken from there.
 */
final class SqlServerDriver {
    private static final String FOLDER = "mssql";
    private static final String DRIVER = "com.microsoft.sqlserver.jdbc.SQLServerDriver";

    /** The only one: a second would load the whole driver again. */
    private static @Nullable Driver loaded;

    private SqlServerDriver() {}

    /** @throws DatabaseRefused where it is not there */
    static synchronized Driver get() {
        Driver driver = loaded;
        if (driver == null) {
            driver = load(part());
            loaded = driver;
        }
        return driver;
    }

    /**
     * Loads the driver.
     *
     * @param folder where its jar lies; where there is no such folder, only the class path is looked at
     */
    static Driver load(Path folder) {
        try {
            return (Driver) Class.forName(DRIVER, true, PartLoader.of(folder))
                    .getConstructor()
                    .newInstance();
        } catch (ClassNotFoundException absent) {
            throw new DatabaseRefused(
                    "This installation lacks the optional part '%s', the driver for SQL Server; its jar belongs into %s."
                            .formatted(FOLDER, folder),
                    absent);
        } catch (ReflectiveOperationException wrong) {
            throw new IllegalStateException(DRIVER + " is not what the part " + FOLDER + " should hold", wrong);
        }
    }

    /** The folder in which the distribution keeps it. */
    private static Path part() {
        CodeSource source = SqlServerDriver.class.getProtectionDomain().getCodeSource();
        return Path.of(URI.create(source.getLocation().toString())).resolveSibling(FOLDER);
    }
}
