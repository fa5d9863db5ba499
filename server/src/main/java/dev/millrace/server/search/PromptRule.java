package dev.millrace.server.search;

import dev.millrace.server.sql.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Prompts are registered models with the tag {@code mlflow.prompt.is_prompt}. A search of the registry sees either
 * models or prompts: models, unless the first condition on that tag asks for prompts.
 */
final class PromptRule {
    static final String TAG = "mlflow.prompt.is_prompt";

    private PromptRule() {}

    /** Whether the filter asks for prompts. */
    private static boolean wantsPrompts(List<Condition> conditions) {
        for (Condition condition : conditions) {
            if (isAboutPrompts(condition) && condition.operand() instanceof Operand.Text(String value)) {
                return (condition.operator() == Operator.EQUAL && value.equalsIgnoreCase("true"))
                        || (condition.operator() == Operator.NOT_EQUAL && value.equalsIgnoreCase("false"));
            }
        }
        return false;
    }

    /** Whether the condition is on that tag; a search for models drops it, since models do not have the tag. */
    private static boolean isAboutPrompts(Condition condition) {
        return condition.identifier().entity() == Entity.TAG && condition.key().equals(TAG);
    }

    /**
     * The conditions of a filter, and that prompts are not found unless it asks for them.
     *
     * @param attribute the SQL of a condition on an attribute
     * @param tag the SQL of a condition on a tag
     * @param isPrompt holds for prompts
     */
    static List<Sql> where(
            List<Condition> conditions,
            Function<Condition, Sql> attribute,
            Function<Condition, Sql> tag,
            Sql isPrompt) {
        boolean prompts = wantsPrompts(conditions);
        List<Sql> where = new ArrayList<>();
        for (Condition condition : conditions) {
            if (condition.identifier().entity() == Entity.ATTRIBUTE) {
                where.add(attribute.apply(condition));
            } else if (prompts || !isAboutPrompts(condition)) {
                where.add(tag.apply(condition));
            }
        }
        if (!prompts) {
            where.add(Sql.of("NOT ").plus(isPrompt));
        }
        return where;
    }
}
