/**
 * Artifacts on Amazon S3 and on what speaks its protocol, by the AWS SDK. An optional part of the distribution; nothing
 * outside knows more of it than {@link dev.millrace.artifacts.s3.S3Stores}, by name.
 */
@NullMarked
package dev.millrace.artifacts.s3;

import org.jspecify.annotations.NullMarked;
