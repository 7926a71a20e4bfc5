package dev.storeward.postgres;

/** Another process, or this one, already works on the data folder. */
public final class DataFolderInUseException extends EmbeddedServerException {

    public DataFolderInUseException(String message) {
        super(message);
    }
}
