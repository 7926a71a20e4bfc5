package dev.storeward.client.transfer;

/** Remembers uploads under way, so that a later run goes on with them. */
public interface UploadMemory {
    /** Remembers nothing: a later run begins anew. */
    UploadMemory NONE =
            new UploadMemory() {
                @Override
                public String find(String upload) {
                    return "";
                }

                @Override
                public void keep(String upload, String id) {}

                @Override
                public void forget(String upload) {}
            };

    /**
     * The id of an upload; empty when none is known.
     *
     * @param upload what is uploaded where: the same text for the same file, unchanged
     */
    String find(String upload);

    void keep(String upload, String id);

    void forget(String upload);
}
