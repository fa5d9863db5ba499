package dev.millrace.artifacts.azure;

import dev.millrace.api.ApiException;
import dev.millrace.artifacts.ArtifactUri;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in Azure's storage. Both forms of address, {@code wasbs://container@account.blob.core.windows.net/path} and
 * {@code abfss://filesystem@account.dfs.core.windows.net/path}, lead to the same blobs; the clouds of China and of the US
 * government have domains of their own.
 *
 * @param container called file system in Data Lake Storage
 * @param account the name of the storage account
 * @param domain what follows {@code blob.core.}
 */
record AzureAddress(String container, String account, String domain) {

    private static final Pattern AUTHORITY = Pattern.compile(
            "([A-Za-z0-9$-]+)@([A-Za-z0-9-]+)\\.(blob|dfs)\\.core\\.(windows\\.net|chinacloudapi\\.cn|usgovcloudapi\\.net)");

    /** @throws ApiException {@code INVALID_PARAMETER_VALUE} when it is of neither form */
    static AzureAddress of(ArtifactUri root) {
        Matcher matcher = AUTHORITY.matcher(root.authority());
        String service = root.scheme().equals("abfss") ? "dfs" : "blob";
        if (!matcher.matches() || !matcher.group(3).equals(service)) {
            throw ApiException.invalid(
                    "The artifact location '%s' is no address of Azure's storage. Use %s://<container>@<account>.%s.core.windows.net/<path>."
                            .formatted(root, root.scheme(), service));
        }
        return new AzureAddress(matcher.group(1), matcher.group(2), matcher.group(4));
    }

    /** Where the account's blobs are. */
    String endpoint() {
        return "https://" + account + ".blob.core." + domain;
    }
}
