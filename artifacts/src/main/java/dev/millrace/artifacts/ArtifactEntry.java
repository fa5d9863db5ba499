package dev.millrace.artifacts;

/**
 * One file or directory in a listing.
 *
 * @param name its name within the listed directory
 * @param size its length in bytes; 0 for a directory
 */
public record ArtifactEntry(String name, boolean isDirectory, long size) {}
