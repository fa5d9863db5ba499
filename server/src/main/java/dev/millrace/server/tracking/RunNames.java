package dev.millrace.server.tracking;

import java.util.random.RandomGenerator;

/** Names for runs that were given none: {@code adjective-noun-number}. */
final class RunNames {
    private static final String[] ADJECTIVES = {
        "amber", "ample", "bold", "brisk", "broad", "calm", "candid", "clear", "clever", "crisp", "dapper", "daring",
        "deep", "eager", "early", "even", "fair", "fleet", "fresh", "gentle", "glad", "golden", "grand", "hardy",
        "honest", "humble", "jolly", "keen", "kind", "lively", "loyal", "lucid", "mellow", "merry", "mild", "modest",
        "neat", "nimble", "noble", "patient", "placid", "plain", "polite", "proud", "quick", "quiet", "rapid", "ready",
        "robust", "rosy", "serene", "sharp", "silent", "sincere", "sleek", "smooth", "snug", "solid", "spry", "steady",
        "stout", "sunny", "swift", "tidy", "true", "vivid", "warm", "wise", "witty", "young"
    };
    private static final String[] NOUNS = {
        "alder", "badger", "beech", "birch", "brook", "canal", "cedar", "cliff", "cloud", "cog", "crane", "current",
        "delta", "dune", "eddy", "elm", "falcon", "fern", "finch", "fjord", "flume", "ford", "gear", "glade", "grain",
        "grove", "harbor", "hare", "hawk", "heron", "hill", "inlet", "island", "kestrel", "lake", "lark", "linden",
        "lynx", "maple", "marsh", "meadow", "mill", "moor", "oak", "osprey", "otter", "owl", "pebble", "pine", "pond",
        "quarry", "rapids", "raven", "reed", "ridge", "river", "robin", "sail", "shore", "sluice", "spring", "stone",
        "stream", "swan", "tern", "thrush", "valley", "weir", "wheel", "willow", "wren"
    };

    private RunNames() {}

    static String random(RandomGenerator random) {
        return ADJECTIVES[random.nextInt(ADJECTIVES.length)]
                + "-"
                + NOUNS[random.nextInt(NOUNS.length)]
                + "-"
                + random.nextInt(1000);
    }
}
