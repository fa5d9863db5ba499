package dev.millrace.server.sql.migration;

import dev.millrace.server.sql.SchemaChain;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One revision of MLflow's schema, and the way to it from the one before: first the columns that {@code data} fills, then
 * {@code data}, then everything else.
 *
 * @param chain the schema that it belongs to
 * @param id Alembic's name of it
 * @param previous the revision before
 * @param title what it brings, in a few words
 * @param data what it does to rows beside its SQL, or null
 */
public record Revision(
        SchemaChain chain,
        String id,
        String previous,
        String title,
        @Nullable DataStep data) {
    private static final String STATEMENT_END = ";\\n(?!END)(?=\\S)";

    /** The statements that run before {@link #data}; none where there is no such step. */
    List<String> columns(String folder) {
        return data == null || data.standsAlone() ? List.of() : statements(resource(folder) + "-columns.sql");
    }

    /** The statements that run at the end. */
    List<String> definitions(String folder) {
        return data != null && data.standsAlone() ? List.of() : statements(resource(folder) + ".sql");
    }

    /** Revisions of the two chains may have one name. */
    private String resource(String folder) {
        return folder + "/" + chain.prefix() + id;
    }

    /** A statement ends at a semicolon at the end of a line, before a line that is not indented; a trigger's at END. */
    private static List<String> statements(String resource) {
        String text = text(resource)
                .lines()
                .filter(line -> !line.startsWith("--"))
                .reduce("", (all, line) -> all + line + "\n")
                .strip();
        return List.of((text + "\n").split(STATEMENT_END)).stream()
                .map(String::strip)
                .toList();
    }

    /** A resource beside this class. */
    static String text(String resource) {
        try (InputStream in = Revision.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("Resource missing from the build: " + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
