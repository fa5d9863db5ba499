package dev.millrace.server.graphql;

/** The type of a field, an argument or a variable, as it is written: {@code Run}, {@code Run!}, {@code [Run!]}. */
sealed interface TypeRef {

    /** Whether null is not among its values. */
    boolean required();

    /** The name of the type at the core, without lists. */
    String core();

    record Named(String name, boolean required) implements TypeRef {
        @Override
        public String core() {
            return name;
        }

        @Override
        public String toString() {
            return required ? name + "!" : name;
        }
    }

    record ListOf(TypeRef item, boolean required) implements TypeRef {
        @Override
        public String core() {
            return item.core();
        }

        @Override
        public String toString() {
            return "[" + item + (required ? "]!" : "]");
        }
    }

    /** The same with null among its values. */
    default TypeRef optional() {
        return switch (this) {
            case Named named -> new Named(named.name, false);
            case ListOf list -> new ListOf(list.item, false);
        };
    }

    /** Whether every value of this type may stand where the other is due. */
    default boolean fits(TypeRef place) {
        if (place.required() && !required()) {
            return false;
        }
        return switch (this) {
            case Named named -> place instanceof Named other && other.name.equals(named.name);
            case ListOf list -> place instanceof ListOf other && list.item.fits(other.item);
        };
    }
}
