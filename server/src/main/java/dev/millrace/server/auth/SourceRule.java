package dev.millrace.server.auth;

import dev.millrace.api.model.CreateModelVersion;
import dev.millrace.api.model.ModelVersionTag;
import dev.millrace.api.model.SearchLoggedModels;
import dev.millrace.artifacts.ArtifactUri;
import dev.millrace.server.registry.ModelsUri;
import dev.millrace.server.registry.Prompts;
import org.jspecify.annotations.Nullable;

/** What it takes to make a model version, by what it is made of; and to search by the run that something comes from. */
final class SourceRule {
    private static final Need RUNS_NOT_DENIED = Need.of(ResourceType.RUN, ResourceType.ALL, Action.UNLESS_DENIED);

    private final Subjects on;
    private final Places places;

    SourceRule(Subjects subjects, Places places) {
        this.on = subjects;
        this.places = places;
    }

    /**
     * To change the model, and to read what the version is made of. A version that is copied from another takes reading
     * that model; otherwise the run, the logged model and the place that are named have to be readable.
     */
    Need ofNewVersion(CreateModelVersion request) {
        Need need = on.modelAndVersions(request.name(), Action.UPDATE, Action.UNLESS_DENIED);
        if (Prompts.isPrompt(request.tags(), ModelVersionTag::key, ModelVersionTag::value)) {
            // A prompt has nothing behind it. The tag makes the version one, whatever its model is.
            return need.and(Need.of(ResourceType.PROMPT_VERSION, ResourceType.ALL, Action.UNLESS_DENIED));
        }
        String source = request.source() == null ? "" : request.source();
        ArtifactUri uri = ArtifactUri.parse(source);
        ModelsUri models = uri.scheme().equals("models") ? ModelsUri.parse(uri.path()) : null;
        if (models != null && models.modelName() instanceof String copied) {
            return need.and(on.modelAndVersions(copied, Action.READ, Action.UNLESS_DENIED));
        }
        if (models instanceof ModelsUri.LoggedModel(String id)) {
            need = need.and(on.loggedModel(id, Action.READ));
        } else if (!source.isEmpty()) {
            need = need.and(places.ofSource(source));
        }
        if (Subjects.isGiven(request.runId())) {
            need = need.and(on.run(request.runId(), Action.READ));
        }
        return Subjects.isGiven(request.modelId()) ? need.and(on.loggedModel(request.modelId(), Action.READ)) : need;
    }

    /** To search with a filter that may tell which run something comes from. */
    Need ofFilter(@Nullable String filter) {
        return filter != null && filter.contains("run_id") ? RUNS_NOT_DENIED : Need.NOTHING;
    }

    /** The same for logged models, where the order may tell it, too: a page's token holds the values of its last model. */
    Need ofSearch(SearchLoggedModels request) {
        return request.orderBy().stream().anyMatch(order -> "source_run_id".equals(order.fieldName()))
                ? RUNS_NOT_DENIED
                : ofFilter(request.filter());
    }
}
