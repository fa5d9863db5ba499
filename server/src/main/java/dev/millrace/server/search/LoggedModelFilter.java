package dev.millrace.server.search;

import dev.millrace.api.ApiException;
import dev.millrace.api.model.LoggedModelStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The filter of logged models, which has rules of its own: plural entities only, lists everywhere, unquoted texts. */
final class LoggedModelFilter {
    /** Attributes by the names that a filter or an order may use, and their columns. */
    static final Map<String, String> COLUMNS = Map.ofEntries(
            Map.entry("model_id", "l.model_id"),
            Map.entry("experiment_id", "l.experiment_id"),
            Map.entry("name", "l.name"),
            Map.entry("artifact_location", "l.artifact_location"),
            Map.entry("creation_time", "l.creation_timestamp_ms"),
            Map.entry("creation_timestamp", "l.creation_timestamp_ms"),
            Map.entry("creation_timestamp_ms", "l.creation_timestamp_ms"),
            Map.entry("last_updated_timestamp", "l.last_updated_timestamp_ms"),
            Map.entry("last_updated_timestamp_ms", "l.last_updated_timestamp_ms"),
            Map.entry("status", "l.status"),
            Map.entry("lifecycle_stage", "l.lifecycle_stage"),
            Map.entry("model_type", "l.model_type"),
            Map.entry("source_run_id", "l.source_run_id"),
            Map.entry("status_message", "l.status_message"));

    private static final Pattern IDENTIFIER = Pattern.compile("([a-z]+)\\.(.+)", Pattern.DOTALL);
    private static final List<Operator> OF_NUMBERS = List.of(
            Operator.LESS,
            Operator.LESS_OR_EQUAL,
            Operator.GREATER,
            Operator.GREATER_OR_EQUAL,
            Operator.EQUAL,
            Operator.NOT_EQUAL);
    private static final List<Operator> OF_TEXT =
            List.of(Operator.EQUAL, Operator.NOT_EQUAL, Operator.LIKE, Operator.ILIKE, Operator.IN, Operator.NOT_IN);

    private LoggedModelFilter() {}

    /**
     * The conditions of a filter.
     *
     * @throws ApiException INVALID_PARAMETER_VALUE when it breaks the grammar or names what does not exist
     */
    static List<Condition> read(@Nullable String filter) {
        var conditions = new ArrayList<Condition>();
        for (Clause clause : FilterParser.parseOfLoggedModels(filter)) {
            conditions.add(check(clause));
        }
        return conditions;
    }

    private static Condition check(Clause clause) {
        Identifier identifier = identifier(clause.identifier());
        boolean numeric = identifier.entity() == Entity.METRIC
                || (identifier.entity() == Entity.ATTRIBUTE && identifier.key().endsWith("_timestamp_ms"));
        List<Operator> allowed = numeric ? OF_NUMBERS : OF_TEXT;
        Operator operator = Operator.of(clause.operator().toUpperCase(Locale.ROOT));
        if (operator == null || !allowed.contains(operator)) {
            throw ApiException.invalid("Invalid comparison operator for %s: '%s'. Expected one of %s."
                    .formatted(
                            identifier.entity() == Entity.ATTRIBUTE
                                            && clause.identifier().indexOf('.') < 0
                                    ? "attributes." + clause.identifier()
                                    : clause.identifier(),
                            clause.operator(),
                            allowed.stream()
                                    .map(allowedHere -> "'" + allowedHere.text() + "'")
                                    .collect(Collectors.joining(", ", "(", ")"))));
        }
        if (numeric) {
            if (!(clause.operand() instanceof Operand.Number)) {
                throw ApiException.invalid("Expected a number for %s. Found %s"
                        .formatted(clause.identifier(), clause.operand().shown()));
            }
            return new Condition(identifier, operator, clause.operand());
        }
        Operand operand = text(identifier, operator, clause);
        if (identifier.entity() == Entity.ATTRIBUTE
                && operator != Operator.LIKE
                && operator != Operator.ILIKE
                && (identifier.key().equals("status") || identifier.key().equals("experiment_id"))) {
            operand = number(identifier.key(), operand);
        }
        return new Condition(identifier, operator, operand);
    }

    private static Identifier identifier(String text) {
        Matcher matcher = IDENTIFIER.matcher(text);
        if (!matcher.matches()) {
            return attribute(Identifier.unquote(text));
        }
        String key = Identifier.unquote(matcher.group(2));
        return switch (matcher.group(1)) {
            case "attributes" -> attribute(key);
            case "metrics" -> new Identifier(Entity.METRIC, key);
            case "params" -> new Identifier(Entity.PARAM, key);
            case "tags" -> new Identifier(Entity.TAG, key);
            default ->
                throw ApiException.invalid(
                        "Invalid entity type: '%s'. Expected one of ['attributes', 'metrics', 'params', 'tags']."
                                .formatted(matcher.group(1)));
        };
    }

    private static Identifier attribute(String key) {
        String column = COLUMNS.get(key);
        if (column == null) {
            throw ApiException.invalid("Invalid attribute '%s' in the filter. Logged models have %s."
                    .formatted(
                            key, Words.quoted(COLUMNS.keySet().stream().sorted().toList())));
        }
        return new Identifier(Entity.ATTRIBUTE, column.substring("l.".length()));
    }

    /** Bare words and numbers are taken for texts here, as in the original. */
    private static Operand text(Identifier identifier, Operator operator, Clause clause) {
        boolean list = operator == Operator.IN || operator == Operator.NOT_IN;
        return switch (clause.operand()) {
            case Operand.Texts texts when list -> texts;
            case Operand.Text text when !list -> text;
            case Operand.Bare(String bare) when !list -> new Operand.Text(bare);
            case Operand.Number number when !list -> new Operand.Text(number.literal());
            default ->
                throw ApiException.invalid("Invalid value for %s '%s': %s"
                        .formatted(
                                identifier.entity().word(),
                                identifier.key(),
                                clause.operand().shown()));
        };
    }

    /**
     * Status and experiment are numbers in the database. A status may be said by its name, too; a text that is no number
     * equals none. Patterns are matched against the digits.
     */
    private static Operand number(String key, Operand operand) {
        return switch (operand) {
            case Operand.Text(String text) -> new Operand.Number(Long.toString(number(key, text)), true);
            case Operand.Texts(List<String> texts) ->
                new Operand.Numbers(
                        texts.stream().map(text -> number(key, text)).toList());
            default -> operand;
        };
    }

    private static long number(String key, String text) {
        if (key.equals("status")) {
            for (LoggedModelStatus status : LoggedModelStatus.values()) {
                if (status.name().equalsIgnoreCase(text) || shortName(status).equalsIgnoreCase(text)) {
                    return status.number();
                }
            }
        }
        return text.matches("-?[0-9]{1,18}") ? Long.parseLong(text) : Long.MIN_VALUE;
    }

    /** READY for LOGGED_MODEL_READY, as MLflow's client has it; FAILED is the one that is named otherwise. */
    private static String shortName(LoggedModelStatus status) {
        return switch (status) {
            case LOGGED_MODEL_STATUS_UNSPECIFIED -> "UNSPECIFIED";
            case LOGGED_MODEL_PENDING -> "PENDING";
            case LOGGED_MODEL_READY -> "READY";
            case LOGGED_MODEL_UPLOAD_FAILED -> "FAILED";
        };
    }
}
