package dev.millrace.server.webhook;

import dev.millrace.api.ApiException;
import dev.millrace.api.Endpoints;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.model.CreateWebhook;
import dev.millrace.api.model.CreateWebhookResponse;
import dev.millrace.api.model.DeleteWebhook;
import dev.millrace.api.model.DeleteWebhookResponse;
import dev.millrace.api.model.GetWebhook;
import dev.millrace.api.model.GetWebhookResponse;
import dev.millrace.api.model.ListWebhooks;
import dev.millrace.api.model.ListWebhooksResponse;
import dev.millrace.api.model.TestWebhook;
import dev.millrace.api.model.TestWebhookResponse;
import dev.millrace.api.model.UpdateWebhook;
import dev.millrace.api.model.UpdateWebhookResponse;
import dev.millrace.api.model.Webhook;
import dev.millrace.api.model.WebhookAction;
import dev.millrace.api.model.WebhookEntity;
import dev.millrace.api.model.WebhookEvent;
import dev.millrace.api.model.WebhookStatus;
import dev.millrace.api.model.WebhookTestResult;
import dev.millrace.server.Routes;
import dev.millrace.server.search.Page;
import dev.millrace.server.tracking.Limits;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The operations of {@code mlflow/webhooks}. */
final class WebhookEndpoints {
    private static final Pattern NAME =
            Pattern.compile("(?=.{1,63}$)[a-z0-9]([a-z0-9._-]*[a-z0-9])?", Pattern.CASE_INSENSITIVE);
    private static final int LARGEST_PAGE = 1000;
    private static final int DEFAULT_PAGE = 100;
    private static final int URL = 500;
    private static final int DESCRIPTION = 1000;

    /** Bytes. Encrypted, it has to fit the 1000 characters of its column. */
    private static final int SECRET = 680;

    private final WebhookStore webhooks;
    private final WebhookConfig config;
    private final Sender sender;

    WebhookEndpoints(WebhookStore webhooks, WebhookConfig config, Sender sender) {
        this.webhooks = webhooks;
        this.config = config;
        this.sender = sender;
    }

    void bind(Routes routes) {
        routes.bind(Endpoints.LIST_WEBHOOKS, this::list)
                .bind(Endpoints.CREATE_WEBHOOK, this::create)
                .bind(Endpoints.GET_WEBHOOK, this::get)
                .bind(Endpoints.UPDATE_WEBHOOK, this::update)
                .bind(Endpoints.DELETE_WEBHOOK, this::delete)
                .bind(Endpoints.TEST_WEBHOOK, this::test);
    }

    private ListWebhooksResponse list(ListWebhooks request) {
        int limit = request.maxResults() == null || request.maxResults() == 0 ? DEFAULT_PAGE : request.maxResults();
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw ApiException.invalid("max_results must be between 1 and %d.".formatted(LARGEST_PAGE));
        }
        Page<Webhook> page = webhooks.list(limit, request.pageToken());
        return new ListWebhooksResponse(page.items(), page.nextToken());
    }

    private CreateWebhookResponse create(CreateWebhook request) {
        String name = Limits.required(request.name(), "name");
        String url = Limits.required(request.url(), "url");
        if (request.events().isEmpty()) {
            throw ApiException.invalid("Webhook events must be a non-empty list of WebhookEvent objects: [].");
        }
        Set<Topic> topics = topics(request.events());
        checkName(name);
        checkUrl(url);
        Limits.length("description", DESCRIPTION, request.description());
        checkSecret(request.secret());
        return new CreateWebhookResponse(webhooks.create(
                name,
                url,
                topics,
                emptyAsNull(request.description()),
                emptyAsNull(request.secret()),
                request.status() == null ? WebhookStatus.ACTIVE : request.status()));
    }

    private GetWebhookResponse get(GetWebhook request) {
        return new GetWebhookResponse(webhooks.get(Limits.required(request.webhookId(), "webhook_id")));
    }

    private UpdateWebhookResponse update(UpdateWebhook request) {
        String id = Limits.required(request.webhookId(), "webhook_id");
        Set<Topic> topics = request.events().isEmpty() ? null : topics(request.events());
        // One that is not there is told before what is wrong with the change.
        webhooks.get(id);
        String name = emptyAsNull(request.name());
        if (name != null) {
            checkName(name);
        }
        String url = emptyAsNull(request.url());
        if (url != null) {
            checkUrl(url);
        }
        Limits.length("description", DESCRIPTION, request.description());
        checkSecret(request.secret());
        return new UpdateWebhookResponse(webhooks.update(
                id,
                new WebhookStore.Change(name, request.description(), url, topics, request.secret(), request.status())));
    }

    private DeleteWebhookResponse delete(DeleteWebhook request) {
        webhooks.delete(Limits.required(request.webhookId(), "webhook_id"));
        return new DeleteWebhookResponse();
    }

    /** Sends an example and waits for what comes back; that is not an error of this request, whatever it is. */
    private TestWebhookResponse test(TestWebhook request) {
        String id = Limits.required(request.webhookId(), "webhook_id");
        Topic chosen = request.event() == null ? null : topic(request.event());
        WebhookStore.Target target = webhooks.target(id);
        List<WebhookEvent> events = webhooks.get(id).events();
        Topic topic = chosen != null || events.isEmpty() ? chosen : topic(events.getFirst());
        if (topic == null) {
            throw ApiException.invalid("Webhook events cannot be empty");
        }
        try {
            Post.Answer answer = sender.send(target, topic, topic.example());
            return new TestWebhookResponse(
                    new WebhookTestResult(answer.status() < 400, answer.status(), answer.body(), null));
        } catch (IOException e) {
            return failed(e.toString());
        } catch (ApiException e) {
            return failed(e.message());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed("the server stops");
        }
    }

    private static TestWebhookResponse failed(String reason) {
        return new TestWebhookResponse(new WebhookTestResult(false, null, null, "Failed to test webhook: " + reason));
    }

    private static Set<Topic> topics(List<WebhookEvent> events) {
        Set<Topic> topics = new LinkedHashSet<>();
        events.forEach(event -> topics.add(topic(event)));
        return topics;
    }

    private static Topic topic(WebhookEvent event) {
        WebhookEntity entity = event.entity() == null ? WebhookEntity.ENTITY_UNSPECIFIED : event.entity();
        WebhookAction action = event.action() == null ? WebhookAction.ACTION_UNSPECIFIED : event.action();
        Topic topic = Topic.of(entity, action);
        if (topic == null) {
            List<String> actions = Topic.actionsOf(entity).stream()
                    .map(name -> "'" + name + "'")
                    .toList();
            throw ApiException.invalid("Invalid action '%s' for entity '%s'. Valid actions are: [%s]"
                    .formatted(
                            action.name().toLowerCase(Locale.ROOT),
                            entity.name().toLowerCase(Locale.ROOT),
                            String.join(", ", actions)));
        }
        return topic;
    }

    private static void checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw ApiException.invalid(
                    ("Webhook name '%s' is invalid. It must start and end with a letter or digit, be less"
                                    + " than 63 characters long, and contain only letters, digits, dots (.), underscores (_),"
                                    + " and hyphens (-).")
                            .formatted(name));
        }
    }

    private void checkUrl(String url) {
        try {
            Destination.of(url, config);
        } catch (UnknownHostException e) {
            throw new ApiException(ErrorCode.INVALID_PARAMETER_VALUE, String.valueOf(e.getMessage()), e);
        }
        Limits.length("url", URL, url);
    }

    private static void checkSecret(@Nullable String secret) {
        if (secret != null && secret.getBytes(StandardCharsets.UTF_8).length > SECRET) {
            throw ApiException.invalid("The secret of a webhook may have at most %d bytes.".formatted(SECRET));
        }
    }

    private static @Nullable String emptyAsNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }
}
