package dev.millrace.server.search;

/** What a filter or order-by key belongs to: the word before the first dot. */
enum Entity {
    METRIC("metric"),
    PARAM("parameter"),
    TAG("tag"),
    ATTRIBUTE("attribute"),
    DATASET("dataset");

    private final String word;

    Entity(String word) {
        this.word = word;
    }

    /** The word for it in messages. */
    String word() {
        return word;
    }
}
