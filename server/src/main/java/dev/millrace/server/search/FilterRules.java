package dev.millrace.server.search;

import dev.millrace.api.ApiException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a filter of one kind of search may say.
 *
 * @param names how identifiers are read
 * @param attributes the attributes that may be compared
 * @param numeric those of them that are numbers
 * @param fractions whether numeric attributes may be compared with fractions
 * @param listed the attributes that may be looked up in a list
 * @param presence what may be asked for {@code IS NULL}
 * @param exactCase whether operators must be written in capitals
 */
record FilterRules(
        EntityNames names,
        Set<String> attributes,
        Set<String> numeric,
        boolean fractions,
        Set<String> listed,
        Set<Entity> presence,
        boolean exactCase) {
    private static final Set<Operator> OF_NUMBERS = EnumSet.of(
            Operator.GREATER,
            Operator.GREATER_OR_EQUAL,
            Operator.NOT_EQUAL,
            Operator.EQUAL,
            Operator.LESS,
            Operator.LESS_OR_EQUAL);
    private static final Set<Operator> OF_TEXT =
            EnumSet.of(Operator.EQUAL, Operator.NOT_EQUAL, Operator.LIKE, Operator.ILIKE);
    private static final Set<Operator> OF_LISTS = EnumSet.of(Operator.IN, Operator.NOT_IN);

    /** The longest text that LIKE and ILIKE take: databases bound the length of a pattern. */
    private static final int MAX_PATTERN = 10_000;

    /**
     * The conditions of a filter, all of which have to hold.
     *
     * @throws ApiException INVALID_PARAMETER_VALUE when the filter breaks the grammar or one of these rules
     */
    List<Condition> read(@Nullable String filter) {
        var conditions = new ArrayList<Condition>();
        for (Clause clause : FilterParser.parse(filter)) {
            conditions.add(check(clause));
        }
        return conditions;
    }

    private Condition check(Clause clause) {
        Identifier identifier = names.resolve(clause.identifier(), attributes);
        if (clause.operand() instanceof Operand.None) {
            return presence(identifier, clause);
        }
        Operand operand = operand(identifier, clause.operand());
        Set<Operator> allowed =
                operand instanceof Operand.Number ? OF_NUMBERS : operand instanceof Operand.Texts ? OF_LISTS : OF_TEXT;
        String written = clause.operator();
        Operator operator = Operator.of(exactCase ? written : written.toUpperCase(Locale.ROOT));
        if (operator == null || !allowed.contains(operator)) {
            throw names == EntityNames.BARE_ATTRIBUTE_OR_TAG
                    ? unfit(identifier, written)
                    : ApiException.invalid("Invalid comparator '%s' not one of %s"
                            .formatted(
                                    written,
                                    Words.quoted(
                                            allowed.stream().map(Operator::text).toList())));
        }
        if ((operator == Operator.LIKE || operator == Operator.ILIKE)
                && operand instanceof Operand.Text(String pattern)
                && pattern.length() > MAX_PATTERN) {
            throw ApiException.invalid("A pattern of %d characters is too long; at most %d are compared with %s."
                    .formatted(pattern.length(), MAX_PATTERN, operator.text()));
        }
        return new Condition(identifier, operator, operand);
    }

    /** The registry's searches have a sentence of their own, which names the attribute only where it is a number. */
    private ApiException unfit(Identifier identifier, String comparator) {
        String what = identifier.entity().word();
        return ApiException.invalid("Invalid comparator for %s: %s"
                .formatted(numeric.contains(identifier.key()) ? what + " " + identifier.key() : what, comparator));
    }

    private Condition presence(Identifier identifier, Clause clause) {
        if (!presence.contains(identifier.entity())) {
            String where = presence.isEmpty()
                    ? "not supported here, not for '%s' '%s'"
                    : presence.contains(Entity.PARAM)
                            ? "only supported for tags and params, not for '%s' '%s'"
                            : "only supported for tags, not for %s '%s'";
            throw ApiException.invalid("IS NULL / IS NOT NULL is "
                    + where.formatted(identifier.entity().word(), identifier.key()));
        }
        Operator operator = clause.operator().equals("IS NULL") ? Operator.IS_NULL : Operator.IS_NOT_NULL;
        return new Condition(identifier, operator, clause.operand());
    }

    /** The operand, if it is of the kind that the identifier is compared with. */
    private Operand operand(Identifier identifier, Operand operand) {
        return switch (identifier.entity()) {
            case METRIC -> {
                if (!(operand instanceof Operand.Number)) {
                    throw ApiException.invalid(
                            "Expected numeric value type for metric. Found %s".formatted(operand.shown()));
                }
                yield operand;
            }
            case PARAM, TAG -> text(identifier.entity().word() + " (e.g. 'my-value')", operand);
            case DATASET -> operand instanceof Operand.Texts ? operand : text("dataset attributes", operand);
            case ATTRIBUTE -> attribute(identifier.key(), operand);
        };
    }

    private Operand attribute(String key, Operand operand) {
        if (numeric.contains(key)) {
            return number(key, operand);
        }
        if (operand instanceof Operand.Texts) {
            if (!listed.contains(key)) {
                throw ApiException.invalid("Only %s attributes support comparison with a list of quoted string values."
                        .formatted(Words.quoted(listed)));
            }
            return operand;
        }
        return text("attributes", operand);
    }

    private Operand number(String key, Operand operand) {
        if (operand instanceof Operand.Number number) {
            if (!fractions && !number.whole()) {
                throw ApiException.invalid(
                        "Invalid value for numeric attribute '%s': '%s'".formatted(key, number.literal()));
            }
            return number;
        }
        if (operand instanceof Operand.Text(String text) && names == EntityNames.BARE_ATTRIBUTE_OR_TAG) {
            // The version of a model may be quoted, since it is a text everywhere else in the interface.
            if (!text.strip().matches("[+-]?[0-9]{1,18}")) {
                throw ApiException.invalid("Invalid value for numeric attribute '%s': '%s'".formatted(key, text));
            }
            return new Operand.Number(text.strip(), true);
        }
        throw ApiException.invalid(
                "Expected numeric value type for numeric attribute: %s. Found %s".formatted(key, operand.shown()));
    }

    private static Operand text(String expected, Operand operand) {
        return switch (operand) {
            case Operand.Text text -> text;
            case Operand.Bare(String bare) ->
                throw ApiException.invalid("Parameter value is either not quoted or unidentified quote types used for"
                        + " string value %s. Use either single or double quotes.".formatted(bare));
            default ->
                throw ApiException.invalid(
                        "Expected a quoted string value for %s. Got value %s".formatted(expected, operand.shown()));
        };
    }
}
