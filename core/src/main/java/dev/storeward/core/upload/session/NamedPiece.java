package dev.storeward.core.upload.session;

/**
 * A piece as its client names it to complete an upload.
 *
 * @param md5 it must have, in hexadecimal digits; empty for any
 */
public record NamedPiece(int number, String md5) {}
