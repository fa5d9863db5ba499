package dev.millrace.http;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The proxies that are believed when they say, by {@code X-Forwarded-For}, whose request they pass on.
 *
 * @param all whether everyone who connects is one
 * @param addresses of those that are
 */
record TrustedProxies(boolean all, Set<InetAddress> addresses) {

    /**
     * @param text IP addresses with commas between them, or {@code *} for everyone, as uvicorn reads them for MLflow
     * @throws IllegalArgumentException where it is something else
     */
    static TrustedProxies of(String text) {
        Set<InetAddress> addresses = new HashSet<>();
        boolean all = false;
        for (String entry : text.split(",")) {
            if (entry.strip().equals("*")) {
                all = true;
            } else if (!entry.isBlank()) {
                addresses.add(InetAddress.ofLiteral(entry.strip()));
            }
        }
        return new TrustedProxies(all, Set.copyOf(addresses));
    }

    /**
     * Where a request comes from. Each proxy adds the address that it sees at the end, so that what a client has made up
     * stands before what is true.
     *
     * @param peer who has connected
     * @param forwarded the values of all headers {@code X-Forwarded-For}, in order
     */
    String client(String peer, List<String> forwarded) {
        if (!all && !isOne(peer)) {
            return peer;
        }
        List<String> addresses = new ArrayList<>();
        forwarded.forEach(value -> addresses.addAll(List.of(value.split(","))));
        String client = peer;
        for (String address : addresses.reversed()) {
            if (literal(address) == null) {
                return client;
            }
            client = address.strip();
            if (!isOne(client)) {
                return client;
            }
        }
        return client;
    }

    private boolean isOne(String address) {
        InetAddress literal = literal(address);
        return literal != null && addresses.contains(literal);
    }

    private static @Nullable InetAddress literal(String address) {
        try {
            return InetAddress.ofLiteral(address.strip());
        } catch (IllegalArgumentException noAddress) {
            return null;
        }
    }
}
