package dev.millrace.server.auth;

import dev.millrace.api.Endpoint;
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
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Holds every route to its rule, and lets grants follow what is made, renamed and deleted. */
final class AccessGuard implements Guard {
    /** The largest body of a route that is no described operation and whose rule reads it. */
    private static final int LARGEST_BODY = 64 << 10;

    private final Rules rules;
    private final GrantStore grants;
    private final Set<String> unruled = Collections.synchronizedSet(new TreeSet<>());

    AccessGuard(Rules rules, GrantStore grants) {
        this.rules = rules;
        this.grants = grants;
    }

    @Override
    public <Q extends Message> Check<Q> before(Endpoint<Q, ?> endpoint) {
        Rules.Rule<? super Q> rule = rules.of(endpoint);
        if (rule == null) {
            unruled.add(endpoint.path());
            return check(Rules.ADMIN);
        }
        return check(rule);
    }

    /** The routes that the table does not have, and which are for administrators only. */
    Set<String> unruled() {
        return unruled;
    }

    @Override
    public Handler before(String method, String path, Handler handler) {
        Rules.Rule<? super Exchange> rule = rules.of(method, path);
        if (rule == null) {
            unruled.add(method + " " + path);
        }
        Check<Exchange> check = rule == null ? check(Rules.ADMIN) : check(rule);
        boolean readsBody = rule instanceof AccountRules.OnParameters;
        return sent -> {
            Exchange exchange = readsBody ? new BufferedExchange(sent, LARGEST_BODY) : sent;
            Response refusal = check.refusal(exchange, exchange);
            return refusal == null ? handler.handle(exchange) : refusal;
        };
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
    public <Q extends Message, R extends Message> After<Q, R> after(Endpoint<Q, R> endpoint) {
        return switch (endpoint.name()) {
            case "createExperiment", "createRegisteredModel", "renameRegisteredModel", "deleteRegisteredModel" ->
                this::follow;
            default -> (request, answer) -> {};
        };
    }

    /** Whoever makes something manages it; a name that is gone takes its grants along. */
    private void follow(Message request, Message answer) {
        switch (request) {
            case CreateExperiment made
            when answer instanceof CreateExperimentResponse(String id) && id != null ->
                grants.own(Caller.required(), ResourceType.EXPERIMENT, id);
            case CreateRegisteredModel made ->
                grants.own(
                        Caller.required(),
                        Rules.isPrompt(made.tags()) ? ResourceType.PROMPT : ResourceType.REGISTERED_MODEL,
                        Texts.orEmpty(made.name()));
            case RenameRegisteredModel renamed ->
                grants.renameModel(Texts.orEmpty(renamed.name()), Texts.orEmpty(renamed.newName()));
            case DeleteRegisteredModel deleted -> grants.forgetModel(Texts.orEmpty(deleted.name()));
            default -> throw new IllegalArgumentException("Nothing follows from " + request);
        }
    }
}
