package dev.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;

/** What can be said of a statement for SQL Server without one. */
public final class TransactSql {
    private static final Pattern QUOTED = Pattern.compile("'[^']*'");

    /** Words and signs of other databases, keywords that have to be quoted, and truth values. */
    private static final Pattern FOREIGN =
            Pattern.compile("\\b(LIMIT|ILIKE|ON CONFLICT|ON DUPLICATE|excluded\\.|FOR UPDATE|BINARY [a-z?]|json_each"
                    + "|unnest|NULLS LAST|TRUE|FALSE|BOOLEAN|RETURNING|FIELD\\(|GREATEST)\\b|\\|\\||::|`"
                    + "|(?<!\")\\bkey\\b(?!\")|\\) [<>=]+ \\(\\?|(?:NOT|AND|OR|WHEN|WHERE) [a-z0-9]+\\.is_nan(?! =)");

    private TransactSql() {}

    /** Checks that each question mark has its value, that brackets match, and that no other database's words are there. */
    public static void check(Sql sql) {
        String bare = QUOTED.matcher(sql.text()).replaceAll("''");
        assertThat(bare.chars().filter(c -> c == '?').count())
                .as(sql.text())
                .isEqualTo(sql.parameters().size());
        assertThat(bare.chars().filter(c -> c == '(').count())
                .as(sql.text())
                .isEqualTo(bare.chars().filter(c -> c == ')').count());
        assertThat(FOREIGN.matcher(bare).results().map(found -> found.group()).toList())
                .as(sql.text())
                .isEmpty();
    }
}
