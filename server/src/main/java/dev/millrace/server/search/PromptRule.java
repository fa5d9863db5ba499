package dev.millrace.server.search;

import java.util.List;

/**
 * Prompts are registered models with the tag {@code mlflow.prompt.is_prompt}. A search of the registry sees either
 * models or prompts: models, unless the first condition on that tag asks for prompts.
 */
final class PromptRule {
    static final String TAG = "mlflow.prompt.is_prompt";

    private PromptRule() {}

    /** Whether the filter asks for prompts. */
    static boolean wantsPrompts(List<Condition> conditions) {
        for (Condition condition : conditions) {
            if (isAboutPrompts(condition) && condition.operand() instanceof Operand.Text(String value)) {
                return (condition.operator() == Operator.EQUAL && value.equalsIgnoreCase("true"))
                        || (condition.operator() == Operator.NOT_EQUAL && value.equalsIgnoreCase("false"));
            }
        }
        return false;
    }

    /** Whether the condition is on that tag; a search for models drops it, since models do not have the tag. */
    static boolean isAboutPrompts(Condition condition) {
        return condition.identifier().entity() == Entity.TAG && condition.key().equals(TAG);
    }
}
