package dev.millrace.server.webhook;

import dev.millrace.api.Json;
import dev.millrace.api.JsonValue;
import dev.millrace.api.model.WebhookAction;
import dev.millrace.api.model.WebhookEntity;
import dev.millrace.server.registry.RegistryEvent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a webhook can be told of, each with the example that a test of a webhook sends. */
enum Topic {
    REGISTERED_MODEL_CREATED(WebhookEntity.REGISTERED_MODEL, WebhookAction.CREATED, """
            {"name": "example_model", "tags": {"example_key": "example_value"},
            "description": "An example registered model"}"""),
    MODEL_VERSION_CREATED(WebhookEntity.MODEL_VERSION, WebhookAction.CREATED, """
            {"name": "example_model", "version": "1", "source": "models:/123", "run_id": "abcd1234abcd5678",
            "tags": {"example_key": "example_value"}, "description": "An example model version"}"""),
    MODEL_VERSION_TAG_SET(
            WebhookEntity.MODEL_VERSION_TAG,
            WebhookAction.SET,
            "{\"name\": \"example_model\", \"version\": \"1\", \"key\": \"example_key\", \"value\": \"example_value\"}"),
    MODEL_VERSION_TAG_DELETED(
            WebhookEntity.MODEL_VERSION_TAG,
            WebhookAction.DELETED,
            "{\"name\": \"example_model\", \"version\": \"1\", \"key\": \"example_key\"}"),
    MODEL_VERSION_ALIAS_CREATED(
            WebhookEntity.MODEL_VERSION_ALIAS,
            WebhookAction.CREATED,
            "{\"name\": \"example_model\", \"alias\": \"example_alias\", \"version\": \"1\"}"),
    MODEL_VERSION_ALIAS_DELETED(
            WebhookEntity.MODEL_VERSION_ALIAS,
            WebhookAction.DELETED,
            "{\"name\": \"example_model\", \"alias\": \"example_alias\"}"),
    PROMPT_CREATED(WebhookEntity.PROMPT, WebhookAction.CREATED, """
            {"name": "example_prompt", "tags": {"example_key": "example_value"}, "description": "An example prompt"}"""),
    PROMPT_VERSION_CREATED(WebhookEntity.PROMPT_VERSION, WebhookAction.CREATED, """
            {"name": "example_prompt", "version": "1", "template": "Hello {{name}}!",
            "tags": {"example_key": "example_value"}, "description": "An example prompt version"}"""),
    PROMPT_TAG_SET(
            WebhookEntity.PROMPT_TAG,
            WebhookAction.SET,
            "{\"name\": \"example_prompt\", \"key\": \"example_key\", \"value\": \"example_value\"}"),
    PROMPT_TAG_DELETED(
            WebhookEntity.PROMPT_TAG,
            WebhookAction.DELETED,
            "{\"name\": \"example_prompt\", \"key\": \"example_key\"}"),
    PROMPT_VERSION_TAG_SET(
            WebhookEntity.PROMPT_VERSION_TAG,
            WebhookAction.SET,
            "{\"name\": \"example_prompt\", \"version\": \"1\", \"key\": \"example_key\", \"value\": \"example_value\"}"),
    PROMPT_VERSION_TAG_DELETED(
            WebhookEntity.PROMPT_VERSION_TAG,
            WebhookAction.DELETED,
            "{\"name\": \"example_prompt\", \"version\": \"1\", \"key\": \"example_key\"}"),
    PROMPT_ALIAS_CREATED(
            WebhookEntity.PROMPT_ALIAS,
            WebhookAction.CREATED,
            "{\"name\": \"example_prompt\", \"alias\": \"example_alias\", \"version\": \"1\"}"),
    PROMPT_ALIAS_DELETED(
            WebhookEntity.PROMPT_ALIAS,
            WebhookAction.DELETED,
            "{\"name\": \"example_prompt\", \"alias\": \"example_alias\"}"),
    /** Of MLflow's gateway. Millrace has none; it may be subscribed to and tested, and never happens. */
    BUDGET_POLICY_EXCEEDED(WebhookEntity.BUDGET_POLICY, WebhookAction.EXCEEDED, """
            {"budget_policy_id": "bp-abc123", "budget_unit": "USD", "budget_amount": 100.0, "current_spend": 105.5,
            "duration_unit": "MONTHS", "duration_value": 1, "target_scope": "ENDPOINT", "workspace": "default",
            "target_value": "ep-abc123", "window_start": 1704067200000}""");

    private final WebhookEntity entity;
    private final WebhookAction action;
    private final String example;

    Topic(WebhookEntity entity, WebhookAction action, String example) {
        this.entity = entity;
        this.action = action;
        this.example = example;
    }

    WebhookEntity entity() {
        return entity;
    }

    WebhookAction action() {
        return action;
    }

    /** The entity as it is stored and sent. */
    String entityName() {
        return name(entity);
    }

    /** The action as it is stored and sent. */
    String actionName() {
        return name(action);
    }

    JsonValue example() {
        return Json.parse(example);
    }

    /** The topic of such an event; null where there is none. */
    static @Nullable Topic of(@Nullable WebhookEntity entity, @Nullable WebhookAction action) {
        return Arrays.stream(values())
                .filter(topic -> topic.entity == entity && topic.action == action)
                .findFirst()
                .orElse(null);
    }

    /** The topic that is stored under these names; null where there is none. */
    static @Nullable Topic stored(String entity, String action) {
        return of(WebhookEntity.of(entity.toUpperCase(Locale.ROOT)), WebhookAction.of(action.toUpperCase(Locale.ROOT)));
    }

    /** The actions that can happen to an entity, as they are stored, in alphabetical order. */
    static List<String> actionsOf(WebhookEntity entity) {
        return Arrays.stream(values())
                .filter(topic -> topic.entity == entity)
                .map(Topic::actionName)
                .sorted()
                .toList();
    }

    /** What an event is to webhooks; null where they are not told of it. */
    static @Nullable Topic of(RegistryEvent.Kind kind, boolean prompt) {
        return switch (kind) {
            case MODEL_CREATED -> prompt ? PROMPT_CREATED : REGISTERED_MODEL_CREATED;
            case MODEL_TAG_SET -> prompt ? PROMPT_TAG_SET : null;
            case MODEL_TAG_DELETED -> prompt ? PROMPT_TAG_DELETED : null;
            case VERSION_CREATED -> prompt ? PROMPT_VERSION_CREATED : MODEL_VERSION_CREATED;
            case VERSION_TAG_SET -> prompt ? PROMPT_VERSION_TAG_SET : MODEL_VERSION_TAG_SET;
            case VERSION_TAG_DELETED -> prompt ? PROMPT_VERSION_TAG_DELETED : MODEL_VERSION_TAG_DELETED;
            case ALIAS_SET -> prompt ? PROMPT_ALIAS_CREATED : MODEL_VERSION_ALIAS_CREATED;
            case ALIAS_DELETED -> prompt ? PROMPT_ALIAS_DELETED : MODEL_VERSION_ALIAS_DELETED;
        };
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
