package dev.millrace.server.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Tokens by which a form proves that it comes from a page of this server, was shown to its sender, and not long ago. */
final class FormTokens {
    static final Duration VALID = Duration.ofHours(1);

    private final SecretKeySpec key;
    private final Clock clock;

    /** @param secret the same on all servers behind one address */
    FormTokens(String secret, Clock clock) {
        this.key = new SecretKeySpec(("millrace signup\n" + secret).getBytes(UTF_8), "HmacSHA256");
        this.clock = clock;
    }

    /** A token for a form that is shown to this caller now. */
    String of(Caller caller) {
        long until = clock.millis() + VALID.toMillis();
        return until + "." + signature(caller, until);
    }

    /** Whether a token was made for this caller and is still good. */
    boolean isValid(String token, Caller caller) {
        int dot = token.indexOf('.');
        if (dot < 1 || dot > 15 || !token.substring(0, dot).chars().allMatch(c -> c >= '0' && c <= '9')) {
            return false;
        }
        long until = Long.parseLong(token.substring(0, dot));
        return until >= clock.millis()
                && MessageDigest.isEqual(
                        token.substring(dot + 1).getBytes(UTF_8),
                        signature(caller, until).getBytes(UTF_8));
    }

    private String signature(Caller caller, long until) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal((caller.name() + "\n" + until).getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA256 is part of every JDK", e);
        }
    }
}
