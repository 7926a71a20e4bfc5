package dev.storeward.cli.files;

import dev.storeward.client.transfer.UploadMemory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Uploads under way, a small file each that holds the upload's id. Where notes cannot be kept, a
 * later run begins anew.
 */
final class UploadNotes implements UploadMemory {
    private final Path folder;
    private final String server;

    /**
     * @param server tells uploads to one server and tenant from those to another
     */
    UploadNotes(Path folder, String server) {
        this.folder = folder;
        this.server = server;
    }

    @Override
    public String find(String upload) {
        try {
            String id = Files.readString(note(upload)).strip();
            return id.matches("[0-9A-Za-z-]{1,64}") ? id : "";
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void keep(String upload, String id) {
        try {
            Files.createDirectories(
                    folder,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
            Path note = note(upload);
            Path next = note.resolveSibling(note.getFileName() + ".new");
            Files.writeString(next, id);
            Files.move(
                    next,
                    note,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            // The upload goes on; only another run could not.
        }
    }

    @Override
    public void forget(String upload) {
        try {
            Files.deleteIfExists(note(upload));
        } catch (IOException e) {
            // What it names is gone: the next run finds that out.
        }
    }

    private Path note(String upload) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest((server + "\n" + upload).getBytes(StandardCharsets.UTF_8));
            return folder.resolve(HexFormat.of().formatHex(digest, 0, 16));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
