/**
 * Artifacts on Azure Blob Storage and Data Lake Storage, by Azure's own client library. An optional part of the distribution;
 * nothing outside knows more of it than {@link dev.millrace.artifacts.azure.AzureStores}, by name.
 */
@NullMarked
package dev.millrace.artifacts.azure;

import org.jspecify.annotations.NullMarked;
