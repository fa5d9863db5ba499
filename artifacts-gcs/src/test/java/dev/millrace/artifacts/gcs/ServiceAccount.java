package dev.millrace.artifacts.gcs;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;

/** A service account of Google's with a key of its own, made for a test. */
record ServiceAccount(String email, KeyPair key) {

    static ServiceAccount create() throws GeneralSecurityException {
        KeyPairGenerator keys = KeyPairGenerator.getInstance("RSA");
        keys.initialize(2048);
        return new ServiceAccount("signer@tests.iam.gserviceaccount.com", keys.generateKeyPair());
    }

    /** Writes what Google hands out as the account's key. */
    Path keyFile(Path folder) throws IOException {
        String encoded = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII))
                .encodeToString(key.getPrivate().getEncoded());
        return Files.writeString(folder.resolve("key.json"), """
                {"type": "service_account", "project_id": "tests", "private_key_id": "1", "client_id": "1",
                 "private_key": "-----BEGIN PRIVATE KEY-----\\n%s\\n-----END PRIVATE KEY-----\\n",
                 "client_email": "%s", "token_uri": "https://oauth2.googleapis.com/token"}
                """.formatted(encoded.replace("\n", "\\n"), email));
    }

    byte[] sign(byte[] content) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(key.getPrivate());
        signature.update(content);
        return signature.sign();
    }

    boolean hasSigned(byte[] content, byte[] signed) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(key.getPublic());
        signature.update(content);
        return signature.verify(signed);
    }
}
