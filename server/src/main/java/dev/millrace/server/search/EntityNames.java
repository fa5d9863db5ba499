package dev.millrace.server.search;

import dev.millrace.api.ApiException;
import java.util.Set;

/** How a kind of search reads the left side of a comparison: the words before the first dot that it knows. */
enum EntityNames {
    /** Runs: singular, plural and short forms, in backticks too. */
    OF_RUNS {
        @Override
        Identifier resolve(String text, Set<String> attributes) {
            int dot = text.indexOf('.');
            String word = Identifier.trimBackticks(dot < 0 ? "attribute" : text.substring(0, dot));
            Entity entity = switch (word) {
                case "metric", "metrics" -> Entity.METRIC;
                case "parameter", "parameters", "param", "params" -> Entity.PARAM;
                case "tag", "tags" -> Entity.TAG;
                case "attribute", "attributes", "attr", "run" -> Entity.ATTRIBUTE;
                case "dataset", "datasets" -> Entity.DATASET;
                default ->
                    throw ApiException.invalid(
                            "Invalid entity type '%s'. Valid values are ['metric', 'parameter', 'tag', 'attribute', 'dataset']"
                                    .formatted(word));
            };
            String key = Identifier.unquote(text.substring(dot + 1));
            if (entity == Entity.ATTRIBUTE) {
                requireAttribute(key, attributes);
            }
            if (entity == Entity.DATASET && !DATASET_KEYS.contains(key)) {
                throw ApiException.invalid("Invalid dataset key '%s' specified. Valid keys are %s"
                        .formatted(key, Words.quoted(DATASET_KEYS)));
            }
            return new Identifier(entity, key);
        }
    },

    /** Experiments, and everything that is ordered by plain columns. */
    ATTRIBUTE_OR_TAG {
        @Override
        Identifier resolve(String text, Set<String> attributes) {
            int dot = text.indexOf('.');
            Entity entity = attributeOrTag(text, dot);
            String key = Identifier.unquote(text.substring(dot + 1));
            if (entity == Entity.ATTRIBUTE) {
                requireAttribute(key, attributes);
            }
            return new Identifier(entity, key);
        }
    },

    /** Registered models and versions, where the name of an attribute may not be quoted. */
    BARE_ATTRIBUTE_OR_TAG {
        @Override
        Identifier resolve(String text, Set<String> attributes) {
            int dot = text.indexOf('.');
            Entity entity = attributeOrTag(text, dot);
            String key = text.substring(dot + 1);
            if (entity == Entity.ATTRIBUTE) {
                requireAttribute(key, attributes);
            }
            return new Identifier(entity, Identifier.unquote(key));
        }
    };

    private static final Set<String> DATASET_KEYS = Words.set("name", "digest", "context");

    /**
     * What an identifier means.
     *
     * @param text the identifier as written
     * @param attributes the attributes that exist
     */
    abstract Identifier resolve(String text, Set<String> attributes);

    private static Entity attributeOrTag(String text, int dot) {
        if (dot < 0) {
            return Entity.ATTRIBUTE;
        }
        String word = text.substring(0, dot);
        return switch (word) {
            case "attribute" -> Entity.ATTRIBUTE;
            case "tag", "tags" -> Entity.TAG;
            default ->
                throw ApiException.invalid(
                        "Invalid entity type '%s'. Valid entity types are ('attribute', 'tag', 'tags')"
                                .formatted(word));
        };
    }

    private static void requireAttribute(String key, Set<String> attributes) {
        if (!attributes.contains(key)) {
            throw ApiException.invalid(
                    "Invalid attribute key '%s' specified. Valid keys are %s".formatted(key, Words.quoted(attributes)));
        }
    }
}
