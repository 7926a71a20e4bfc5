package dev.storeward.core.installation;

/**
 * What the process knows of where the database lies, beside what the database tells itself.
 *
 * @param place of an embedded server device and inode of its folder; of another one host and port
 *     as the settings name them
 * @param boot tells one start of this machine from the next; empty when it cannot be told, and for
 *     a server that is not embedded
 */
public record DatabaseHome(Kind kind, String place, String boot) {

    /** Who runs the database. */
    public enum Kind {
        EMBEDDED,
        EXTERNAL
    }

    public static DatabaseHome embedded(String folder, String boot) {
        return new DatabaseHome(Kind.EMBEDDED, folder, boot);
    }

    public static DatabaseHome external(String address) {
        return new DatabaseHome(Kind.EXTERNAL, address, "");
    }
}
