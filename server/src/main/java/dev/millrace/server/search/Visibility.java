package dev.millrace.server.search;

import dev.millrace.server.sql.Dialect;
import dev.millrace.server.sql.Sql;
import java.util.Collection;
import java.util.List;

/**
 * What the searches of a request may find. It becomes a condition of the query itself, so that pages stay full and
 * nothing tells of what is hidden. Without access control, and outside of requests, all is seen.
 *
 * @param experiments by id; also decides on what lies in them
 * @param runs whether runs are seen at all
 * @param loggedModels whether logged models are seen at all
 * @param models registered models, by name
 * @param prompts prompts, by name
 * @param modelVersions whether versions of registered models are seen at all
 * @param promptVersions whether versions of prompts are seen at all
 */
public record Visibility(
        Ids<Long> experiments,
        boolean runs,
        boolean loggedModels,
        Ids<String> models,
        Ids<String> prompts,
        boolean modelVersions,
        boolean promptVersions) {

    /** Everything. */
    public static final Visibility EVERYTHING = new Visibility(
            new Ids.Except<>(List.of()),
            true,
            true,
            new Ids.Except<>(List.of()),
            new Ids.Except<>(List.of()),
            true,
            true);

    private static final ScopedValue<Visibility> CURRENT = ScopedValue.newInstance();
    private static final Sql NOTHING = Sql.of("1 = 0");
    private static final Sql ANYTHING = Sql.of("1 = 1");

    /** Things of one kind, by what tells them apart. */
    public sealed interface Ids<T> {
        /** Only these. */
        record Only<T>(Collection<T> ids) implements Ids<T> {}

        /** All but these. */
        record Except<T>(Collection<T> ids) implements Ids<T> {}

        /** Whether it is all of them. */
        default boolean isAll() {
            return this instanceof Except<T>(Collection<T> ids) && ids.isEmpty();
        }
    }

    /** Does something that sees no more than this. */
    public <T> T call(ScopedValue.CallableOp<T, Exception> operation) throws Exception {
        return ScopedValue.where(CURRENT, this).call(operation);
    }

    /** That of the present request. */
    static Visibility current() {
        return CURRENT.isBound() ? CURRENT.get() : EVERYTHING;
    }

    /** Adds what experiments have to fulfil. */
    static void ofExperiments(Dialect dialect, String column, List<Sql> where) {
        add(current().experiments, dialect, column, where);
    }

    /** Adds what runs have to fulfil, by the experiment that they are in. */
    static void ofRuns(Dialect dialect, String experimentColumn, List<Sql> where) {
        Visibility current = current();
        if (current.runs) {
            add(current.experiments, dialect, experimentColumn, where);
        } else {
            where.add(NOTHING);
        }
    }

    /** Adds what logged models have to fulfil, by the experiment that they are in. */
    static void ofLoggedModels(Dialect dialect, String experimentColumn, List<Sql> where) {
        Visibility current = current();
        if (current.loggedModels) {
            add(current.experiments, dialect, experimentColumn, where);
        } else {
            where.add(NOTHING);
        }
    }

    /** Adds what registered models and prompts have to fulfil. */
    static void ofModels(Dialect dialect, String alias, List<Sql> where) {
        Visibility current = current();
        current.addNamed(dialect, alias, true, true, where);
    }

    /** Adds what versions have to fulfil, by the model that they are of. */
    static void ofVersions(Dialect dialect, String alias, List<Sql> where) {
        Visibility current = current();
        current.addNamed(dialect, alias, current.modelVersions, current.promptVersions, where);
    }

    private void addNamed(Dialect dialect, String alias, boolean anyModel, boolean anyPrompt, List<Sql> where) {
        if (anyModel && anyPrompt && models.isAll() && prompts.isAll()) {
            return;
        }
        Sql prompt = Sql.of(
                "EXISTS (SELECT 1 FROM registered_model_tags p WHERE p.workspace = %1$s.workspace AND p.name = %1$s.name"
                                .formatted(alias)
                        + " AND p.\"key\" = ? AND LOWER(p.value) = 'true')",
                PromptRule.TAG);
        where.add(Sql.builder()
                .append("((NOT ")
                .append(prompt)
                .append(" AND ")
                .append(anyModel ? condition(models, dialect, alias + ".name") : NOTHING)
                .append(") OR (")
                .append(prompt)
                .append(" AND ")
                .append(anyPrompt ? condition(prompts, dialect, alias + ".name") : NOTHING)
                .append("))")
                .build());
    }

    private static void add(Ids<?> ids, Dialect dialect, String column, List<Sql> where) {
        if (!ids.isAll()) {
            where.add(condition(ids, dialect, column));
        }
    }

    private static Sql condition(Ids<?> ids, Dialect dialect, String column) {
        return switch (ids) {
            case Ids.Only<?> only -> dialect.in(column, only.ids());
            case Ids.Except<?> except ->
                except.ids().isEmpty()
                        ? ANYTHING
                        : Sql.builder()
                                .append("NOT (")
                                .append(dialect.in(column, except.ids()))
                                .append(")")
                                .build();
        };
    }
}
