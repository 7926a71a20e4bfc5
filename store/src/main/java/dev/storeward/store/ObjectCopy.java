package dev.storeward.store;

/**
 * A copy inside a provider.
 *
 * @param from a key of the source
 * @param to a key of the target
 * @param size the source object's, in bytes, as the caller knows it: it decides whether one request
 *     may copy so much, and for how long it may run
 * @param options what describes the copy, in place of what describes the source; a provider that
 *     cannot give a copy another content type keeps the source's, and {@link PutOptions#ifAbsent()}
 *     is left aside, as not every provider knows it for copies
 */
public record ObjectCopy(ObjectKey from, ObjectKey to, long size, PutOptions options) {}
