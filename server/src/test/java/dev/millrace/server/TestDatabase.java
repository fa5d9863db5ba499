package dev.millrace.server;

import dev.millrace.server.sql.GivenServer;
import dev.millrace.server.sql.MariadbServer;
import dev.millrace.server.sql.PostgresServer;
import java.nio.file.Path;
import java.util.Locale;

/** The databases that tests run on. */
public enum TestDatabase {
    SQLITE {
        @Override
        public String uri(Path folder) {
            return "sqlite:///" + folder.resolve("mlflow.db");
        }
    },

    POSTGRESQL {
        @Override
        public String uri(Path folder) {
            return PostgresServer.newDatabase();
        }
    },

    MARIADB {
        @Override
        public String uri(Path folder) {
            return MariadbServer.newDatabase();
        }
    },

    /** On a server that runs elsewhere: see {@link GivenServer}. */
    MYSQL {
        @Override
        public String uri(Path folder) {
            return GivenServer.newDatabase();
        }
    },

    /** The same. */
    SQLSERVER {
        @Override
        public String uri(Path folder) {
            return GivenServer.newDatabase();
        }
    };

    /** The address of an empty database, in this folder if it is a file. */
    public abstract String uri(Path folder);

    /** The one that the build runs tests on which can run on any. */
    public static TestDatabase chosen() {
        return valueOf(System.getProperty("millrace.test.database", "sqlite").toUpperCase(Locale.ROOT));
    }
}
