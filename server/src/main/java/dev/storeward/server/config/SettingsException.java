package dev.storeward.server.config;

/** A setting cannot be used; the message names it and what it must be. */
public final class SettingsException extends RuntimeException {
    public SettingsException(String message) {
        super(message);
    }
}
