package dev.millrace.server.webhook;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Fernet, the form in which MLflow keeps the secrets of webhooks: AES-128-CBC and HMAC-SHA256, as its public specification
 * has it. A token's age is not looked at.
 */
final class Fernet {
    private static final int KEY = 32;
    private static final byte VERSION = (byte) 0x80;
    private static final int IV = 16;
    private static final int SIGNATURE = 32;
    private static final int HEAD = 1 + Long.BYTES + IV;

    private final SecretKeySpec signing;
    private final SecretKeySpec encryption;
    private final Clock clock;

    private Fernet(byte[] key, Clock clock) {
        this.signing = new SecretKeySpec(key, 0, KEY / 2, "HmacSHA256");
        this.encryption = new SecretKeySpec(key, KEY / 2, KEY / 2, "AES");
        this.clock = clock;
    }

    /** @throws IllegalArgumentException where the text is not 32 bytes in base 64; the message does not hold it */
    static Fernet of(String key, Clock clock) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(key.strip());
        } catch (IllegalArgumentException e) {
            bytes = new byte[0];
        }
        if (bytes.length != KEY) {
            throw new IllegalArgumentException("a Fernet key is 32 bytes in URL-safe base 64");
        }
        return new Fernet(bytes, clock);
    }

    /** With a key that nobody knows and that ends with the process. */
    static Fernet ofRandomKey(Clock clock) {
        byte[] key = new byte[KEY];
        new SecureRandom().nextBytes(key);
        return new Fernet(key, clock);
    }

    String encrypt(String text) {
        byte[] iv = new byte[IV];
        new SecureRandom().nextBytes(iv);
        try {
            byte[] encrypted = cipher(Cipher.ENCRYPT_MODE, iv).doFinal(text.getBytes(StandardCharsets.UTF_8));
            ByteBuffer token = ByteBuffer.allocate(HEAD + encrypted.length + SIGNATURE)
                    .put(VERSION)
                    .putLong(clock.instant().getEpochSecond())
                    .put(iv)
                    .put(encrypted);
            token.put(signature(token.array(), HEAD + encrypted.length));
            return Base64.getUrlEncoder().encodeToString(token.array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no AES or HMAC", e);
        }
    }

    /** The text; empty where the token was made with another key, or is none. */
    Optional<String> decrypt(String token) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        int signed = bytes.length - SIGNATURE;
        if (signed <= HEAD || bytes[0] != VERSION) {
            return Optional.empty();
        }
        try {
            byte[] signature = Arrays.copyOfRange(bytes, signed, bytes.length);
            if (!MessageDigest.isEqual(signature, signature(bytes, signed))) {
                return Optional.empty();
            }
            byte[] iv = Arrays.copyOfRange(bytes, HEAD - IV, HEAD);
            byte[] text = cipher(Cipher.DECRYPT_MODE, iv).doFinal(bytes, HEAD, signed - HEAD);
            return Optional.of(new String(text, StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    private Cipher cipher(int mode, byte[] iv) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
        cipher.init(mode, encryption, new IvParameterSpec(iv));
        return cipher;
    }

    private byte[] signature(byte[] bytes, int length) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(signing);
        mac.update(bytes, 0, length);
        return mac.doFinal();
    }
}
