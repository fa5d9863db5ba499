package dev.millrace.server.auth;

import dev.millrace.api.ApiException;
import dev.millrace.api.Endpoint;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.Message;
import dev.millrace.api.model.CreateExperiment;
import dev.millrace.api.model.CreateExperimentResponse;
import dev.millrace.api.model.CreateRegisteredModel;
import dev.millrace.api.model.DeleteRegisteredModel;
import dev.millrace.api.model.RenameRegisteredModel;
import dev.millrace.http.BufferedExchange;
import dev.millrace.http.Exchange;
import dev.millrace.http.Handler;
import dev.millrace.http.Response;
import dev.millrace.server.Guard;
import dev.millrace.server.tracking.Texts;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Holds every route to its rule, without which it cannot be bound, lets grants follow what is made, renamed and deleted, and
 * withholds what of an answer the caller is denied.
 */
final class AccessGuard implements Guard {
    /** As long as a write waits for the database. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Rules rules;
    private final GrantStore grants;

    /**
     * Held while names of registered models come, change and go, and until their grants have followed. Grants are found by
     * the name: those of one model must not follow another that has got it in between.
     */
    private final Lock names = new ReentrantLock(true);

    AccessGuard(Rules rules, GrantStore grants) {
        this.rules = rules;
        this.grants = grants;
    }

    @Override
    public <Q extends Message> Check<Q> before(Endpoint<Q, ?> endpoint) {
        return check(ruled(rules.of(endpoint), endpoint.path()));
    }

    @Override
    public Handler before(String method, String path, Handler handler) {
        Rules.Rule<? super Exchange> rule = ruled(rules.of(method, path), method + " " + path);
        Check<Exchange> check = check(rule);
        boolean readsBody = rule instanceof AccountRules.OnParameters;
        return sent -> {
            Exchange exchange = readsBody ? new BufferedExchange(sent, Parameters.LARGEST_BODY) : sent;
            Response refusal = check.refusal(exchange, exchange);
            return refusal == null ? handler.handle(exchange) : refusal;
        };
    }

    /** A route that was forgotten in the table is found at the first start, and answers to nobody. */
    private static <R> R ruled(@Nullable R rule, String route) {
        if (rule == null) {
            throw new IllegalStateException("There is no rule in dev.millrace.server.auth.Rules for " + route);
        }
        return rule;
    }

    private static <Q> Check<Q> check(Rules.Rule<? super Q> rule) {
        return rule == Rules.OPEN
                ? (request, exchange) -> null
                : (request, exchange) -> refusal(rule, request, exchange);
    }

    private static <Q> @Nullable Response refusal(Rules.Rule<? super Q> rule, Q request, Exchange exchange) {
        Caller caller = Caller.current();
        if (caller == null) {
            return Refusals.unknown();
        }
        return caller.admin() || rule.need(request, exchange).isMetBy(caller) ? null : Refusals.forbidden();
    }

    @Override
    public <Q extends Message, R extends Message> Around<Q, R> around(Endpoint<Q, R> endpoint) {
        Set<ResourceType> told = Withholding.toldBy(endpoint);
        return (request, operation) -> {
            R answer = followed(request, operation);
            Caller caller = Caller.current();
            return caller == null ? answer : Withholding.from(answer, endpoint.response(), told, caller);
        };
    }

    /** Whoever makes something manages it; a name that is gone takes its grants along. */
    private <R> R followed(Message request, Supplier<R> operation) {
        return switch (request) {
            case CreateExperiment made -> {
                R answer = operation.get();
                if (answer instanceof CreateExperimentResponse(String id) && id != null) {
                    grants.own(Caller.required(), ResourceType.EXPERIMENT, id);
                }
                yield answer;
            }
            case CreateRegisteredModel made ->
                inTurn(() -> {
                    R answer = operation.get();
                    grants.own(
                            Caller.required(),
                            Rules.isPrompt(made.tags()) ? ResourceType.PROMPT : ResourceType.REGISTERED_MODEL,
                            Texts.orEmpty(made.name()));
                    return answer;
                });
            case RenameRegisteredModel renamed ->
                inTurn(() -> {
                    String from = Texts.orEmpty(renamed.name());
                    Set<Long> held = grants.onModel(from);
                    R answer = operation.get();
                    grants.renameModel(from, Texts.orEmpty(renamed.newName()), held);
                    return answer;
                });
            case DeleteRegisteredModel deleted ->
                inTurn(() -> {
                    String name = Texts.orEmpty(deleted.name());
                    Set<Long> held = grants.onModel(name);
                    R answer = operation.get();
                    grants.forgetModel(name, held);
                    return answer;
                });
            default -> operation.get();
        };
    }

    private <R> R inTurn(Supplier<R> operation) {
        try {
            if (!names.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new ApiException(
                        ErrorCode.TEMPORARILY_UNAVAILABLE,
                        "Too many changes of registered models are waiting. Try again.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(
                    ErrorCode.TEMPORARILY_UNAVAILABLE,
                    "Interrupted while waiting for another change of a registered model.",
                    e);
        }
        try {
            return operation.get();
        } finally {
            names.unlock();
        }
    }
}
