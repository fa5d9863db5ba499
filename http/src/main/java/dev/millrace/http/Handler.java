package dev.millrace.http;

/** Answers a request. Called on a virtual thread of its own, so it may block. */
@FunctionalInterface
public interface Handler {
    Response handle(Exchange exchange) throws Exception;
}
