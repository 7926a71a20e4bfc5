package dev.storeward.client.files;

import java.net.URI;

/** An address that reads a file without a key, for so many seconds. */
public record Link(URI url, long expiresInSeconds) {}
