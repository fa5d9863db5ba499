package dev.millrace.server.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** Recognises files on network shares, where SQLite's locks cannot be relied on. */
public final class FileSystems {
    private static final Path MOUNTS = Path.of("/proc/mounts");
    private static final Set<String> NETWORK = Set.of(
            "nfs",
            "nfs4",
            "cifs",
            "smb3",
            "smbfs",
            "afpfs",
            "webdav",
            "9p",
            "afs",
            "ceph",
            "lustre",
            "glusterfs",
            "fuse.glusterfs",
            "fuse.sshfs",
            "fuse.s3fs",
            "fuse.rclone",
            "fuse.gcsfuse",
            "fuse.blobfuse",
            "fuse.blobfuse2",
            "fuse.ceph",
            "beegfs",
            "gpfs",
            "virtiofs");

    private FileSystems() {}

    /** The kind of network file system that holds the file; empty for a local disk, or where it cannot be told. */
    public static Optional<String> networkFileSystem(Path file) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (!Files.isReadable(MOUNTS)) {
                // macOS
                String type = Files.getFileStore(folder == null ? file : folder).type();
                return NETWORK.contains(type) ? Optional.of(type) : Optional.empty();
            }
            return networkFileSystem(folder == null ? file : folder.toRealPath(), Files.readString(MOUNTS));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The same by a table in the form of {@code /proc/mounts}; the longest mount point that holds the path counts. */
    static Optional<String> networkFileSystem(Path path, String mounts) {
        Path best = null;
        String type = "";
        for (String line : mounts.lines().toList()) {
            String[] fields = line.split(" ");
            if (fields.length < 3) {
                continue;
            }
            Path point = Path.of(fields[1].replace("\\040", " ").replace("\\011", "\t"));
            if (path.startsWith(point) && (best == null || point.getNameCount() >= best.getNameCount())) {
                best = point;
                type = fields[2];
            }
        }
        return NETWORK.contains(type) ? Optional.of(type) : Optional.empty();
    }
}
