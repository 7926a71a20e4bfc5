package dev.storeward.store;

/**
 * What a store can be relied on to do.
 *
 * @param conditionalPut {@link PutOptions#ifAbsent()} is honoured, also among racing writers
 * @param serverSideCopy {@link ObjectStore#copyFrom} works between two keys of this store
 * @param multipart {@link ObjectStore#multipart()} is present
 * @param presign {@link ObjectStore#presign} answers a URL
 */
public record Capabilities(
        boolean conditionalPut, boolean serverSideCopy, boolean multipart, boolean presign) {}
