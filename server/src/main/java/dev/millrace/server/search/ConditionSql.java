package dev.millrace.server.search;

import dev.millrace.server.sql.Dialect;
import dev.millrace.server.sql.Sql;
import java.util.List;

/** Turns the comparison of a column into SQL; values are always bound. */
final class ConditionSql {
    private final Dialect dialect;

    ConditionSql(Dialect dialect) {
        this.dialect = dialect;
    }

    /** {@code column operator value}; null columns match nothing. */
    Sql compare(String column, Operator operator, Operand operand) {
        return switch (operand) {
            case Operand.Number number
            when Double.isInfinite(number.toDouble()) -> farOut(column, operator, number.toDouble() > 0);
            case Operand.Number number -> Sql.of(column + " " + operator.text() + " ?", number.toParameter());
            case Operand.Text(String value) -> text(column, operator, value);
            case Operand.Texts(var values) -> among(column, operator, values);
            case Operand.Numbers(var values) -> among(column, operator, values);
            case Operand.Bare(String bare) -> text(column, operator, bare);
            case Operand.None() -> Sql.of(column + (operator == Operator.IS_NULL ? " IS NULL" : " IS NOT NULL"));
        };
    }

    /** A comparison with an infinity, which not every database can be given; all that is stored is finite. */
    private static Sql farOut(String column, Operator operator, boolean above) {
        boolean holds = switch (operator) {
            case LESS, LESS_OR_EQUAL -> above;
            case GREATER, GREATER_OR_EQUAL -> !above;
            case NOT_EQUAL -> true;
            default -> false;
        };
        return Sql.of(holds ? column + " IS NOT NULL" : "1 = 0");
    }

    /** {@code column IN (…)} or {@code NOT IN}, for texts or whole numbers. */
    Sql among(String column, Operator operator, List<?> values) {
        Sql in = dialect.in(column, values);
        return operator == Operator.NOT_IN ? not(in) : in;
    }

    /** The condition that a column of truth values holds true. */
    String isTrue(String column) {
        return dialect.isTrue(column);
    }

    /** A column of whole numbers as a text, for patterns. */
    String digits(String column) {
        return dialect.digits(column);
    }

    private Sql text(String column, Operator operator, String value) {
        return switch (operator) {
            case EQUAL -> dialect.equal(column, value);
            case NOT_EQUAL -> not(dialect.equal(column, value));
            case LIKE -> dialect.like(column, value);
            case ILIKE -> dialect.ilike(column, value);
            case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL, IN, NOT_IN, IS_NULL, IS_NOT_NULL ->
                throw new IllegalArgumentException(operator + " does not compare texts");
        };
    }

    private static Sql not(Sql condition) {
        return Sql.builder().append("NOT (").append(condition).append(")").build();
    }
}
