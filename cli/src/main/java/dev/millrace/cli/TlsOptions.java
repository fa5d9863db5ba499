package dev.millrace.cli;

import dev.millrace.cli.options.Option;
import dev.millrace.cli.options.Settings;
import dev.millrace.cli.options.UsageException;
import dev.millrace.http.HttpConfig;
import dev.millrace.http.TlsConfig;
import java.nio.file.Path;

/** By what the server proves who it is, by the names that uvicorn has for it, behind which the original runs. */
final class TlsOptions {
    static final Option CERTFILE = Option.value(
                    "--ssl-certfile",
                    "FILE",
                    "The server's certificate and those of its authorities, as PEM: serves https in place of http. A"
                            + " changed file is read anew within ten seconds.")
            .environment("MILLRACE_SSL_CERTFILE");
    static final Option KEYFILE = Option.value(
                    "--ssl-keyfile",
                    "FILE",
                    "The certificate's private key, as PEM without a password; the certificate's file when left out.")
            .environment("MILLRACE_SSL_KEYFILE");

    private TlsOptions() {}

    /**
     * The configuration with what the settings add to it.
     *
     * @param folder the folder that relative paths start from
     * @throws UsageException when there is a key without a certificate
     */
    static HttpConfig add(HttpConfig http, Settings settings, Path folder) {
        String certificate = settings.find(CERTFILE);
        String key = settings.find(KEYFILE);
        if (certificate == null) {
            if (key != null) {
                throw new UsageException("--ssl-keyfile needs --ssl-certfile beside it");
            }
            return http;
        }
        return http.withTls(TlsConfig.of(folder.resolve(certificate), folder.resolve(key == null ? certificate : key)));
    }
}
