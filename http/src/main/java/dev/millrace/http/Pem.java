package dev.millrace.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads certificates and private keys from PEM files (RFC 7468). No message repeats anything of a key. */
final class Pem {

    /** Longest file in bytes; a chain of certificates has some thousand. */
    private static final int LONGEST = 1 << 20;

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s([A-Za-z0-9+/=\\s]+)-----END \\1-----");

    /** The signature that shows whether a key belongs to a certificate, by the algorithm of the key. */
    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

    /** The number 0 that begins each PKCS#8 key, its version. */
    private static final byte[] VERSION = {2, 1, 0};

    private static final byte SEQUENCE = 0x30;
    private static final byte OCTETS = 4;

    private record Block(String label, byte[] der) {}

    private Pem() {}

    /**
     * All certificates of a file, in order.
     *
     * @throws IOException where it cannot be read or holds none
     */
    static List<Certificate> certificates(Path file) throws IOException {
        List<Certificate> found = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (Block block : blocks(file)) {
                if (block.label.equals("CERTIFICATE")) {
                    found.add(factory.generateCertificate(new ByteArrayInputStream(block.der)));
                }
            }
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " holds a certificate that cannot be read: " + e.getMessage(), e);
        }
        if (found.isEmpty()) {
            throw new IOException(file + " holds no certificate in PEM format (-----BEGIN CERTIFICATE-----)");
        }
        return found;
    }

    /**
     * The private key of a file, in PKCS#8 or in the older formats of RSA and EC.
     *
     * @param certificate whose key it has to be
     * @throws IOException where it cannot be read, is locked by a password or is the key of another certificate
     */
    static PrivateKey key(Path file, Certificate certificate) throws IOException {
        PublicKey owner = certificate.getPublicKey();
        for (Block block : blocks(file)) {
            switch (block.label) {
                case "PRIVATE KEY" -> {
                    return key(file, block.der, owner);
                }
                case "RSA PRIVATE KEY", "EC PRIVATE KEY" -> {
                    return key(file, wrapped(block.der, owner), owner);
                }
                case "ENCRYPTED PRIVATE KEY" ->
                    throw new IOException(file + " holds a private key that is locked by a password. Unlock it with"
                            + " `openssl pkey -in FILE -out FILE` and guard the file by its permissions");
                default -> {}
            }
        }
        throw new IOException(file + " holds no private key in PEM format (-----BEGIN PRIVATE KEY-----)");
    }

    private static PrivateKey key(Path file, byte[] pkcs8, PublicKey owner) throws IOException {
        try {
            PrivateKey key =
                    KeyFactory.getInstance(owner.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            if (!belongs(key, owner)) {
                throw new IOException("The key in " + file + " is not that of the certificate");
            }
            return key;
        } catch (GeneralSecurityException e) {
            // The cause may quote the key.
            throw new IOException(
                    "The key in " + file + " cannot be read, or is not that of the certificate, whose key is of"
                            + " kind " + owner.getAlgorithm());
        }
    }

    private static boolean belongs(PrivateKey key, PublicKey owner) throws GeneralSecurityException {
        String algorithm = SIGNATURES.get(key.getAlgorithm());
        if (algorithm == null) {
            return true;
        }
        byte[] text = "whose key is this?".getBytes(StandardCharsets.US_ASCII);
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(text);
        byte[] signed = signature.sign();
        signature.initVerify(owner);
        signature.update(text);
        return signature.verify(signed);
    }

    /**
     * A key of PKCS#1 or SEC 1 as PKCS#8: version, algorithm, the key itself. The algorithm, with the curve of an EC key,
     * stands in the certificate's public key in the very form that is needed, as its first element.
     */
    private static byte[] wrapped(byte[] key, PublicKey owner) {
        byte[] encoded = owner.getEncoded();
        int start = contentOf(encoded, 0);
        int end = contentOf(encoded, start) + lengthOf(encoded, start);
        var content = new ByteArrayOutputStream();
        content.writeBytes(VERSION);
        content.write(encoded, start, end - start);
        content.writeBytes(element(OCTETS, key));
        return element(SEQUENCE, content.toByteArray());
    }

    /** A DER element: its tag, its length in as few bytes as it needs, its content. */
    private static byte[] element(byte tag, byte[] content) {
        var out = new ByteArrayOutputStream();
        out.write(tag);
        int bytes = (Integer.SIZE - Integer.numberOfLeadingZeros(content.length) + 7) / 8;
        if (content.length >= 0x80) {
            out.write(0x80 | bytes);
        }
        for (int i = bytes - 1; i >= 0; i--) {
            out.write(content.length >> 8 * i);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    /** Where the content of the DER element begins that begins at {@code at}. */
    private static int contentOf(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        return first < 0x80 ? at + 2 : at + 2 + (first & 0x7f);
    }

    private static int lengthOf(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        if (first < 0x80) {
            return first;
        }
        int length = 0;
        for (int i = at + 2; i < contentOf(der, at); i++) {
            length = length << 8 | der[i] & 0xff;
        }
        return length;
    }

    private static List<Block> blocks(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(LONGEST);
        } catch (IOException e) {
            throw new IOException(file + " cannot be read: " + e, e);
        }
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(new String(bytes, StandardCharsets.US_ASCII));
        while (matcher.find()) {
            try {
                blocks.add(new Block(
                        matcher.group(1),
                        Base64.getDecoder().decode(matcher.group(2).replaceAll("\\s", ""))));
            } catch (IllegalArgumentException e) {
                // The cause may quote the key.
                throw new IOException(file + " is damaged: a block in it is no Base64");
            }
        }
        return blocks;
    }
}
