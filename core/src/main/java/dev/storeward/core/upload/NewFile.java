package dev.storeward.core.upload;

import dev.storeward.core.access.Authority;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.TenantScope;
import dev.storeward.core.db.Ids;
import dev.storeward.core.file.Category;
import dev.storeward.core.file.StoredFile;
import dev.storeward.core.file.name.Address;
import dev.storeward.core.file.name.FileNames;
import dev.storeward.core.object.ObjectIntent;
import dev.storeward.core.placement.KeyForm;
import dev.storeward.core.placement.UploadTarget;
import dev.storeward.core.upload.request.PutRequest;
import dev.storeward.core.upload.request.UploadRequest;
import dev.storeward.core.upload.request.UploadedFile;
import dev.storeward.store.ObjectKey;
import java.time.Instant;
import java.util.UUID;

/**
 * A file that has a name and ids, but no bytes yet.
 *
 * @param keyTaken whether the usual key of its address is another object's, or was
 */
record NewFile(
        TenantScope scope,
        Authority authority,
        UUID id,
        UUID contentId,
        String name,
        String address,
        boolean keyTaken) {

    static NewFile of(Caller caller, UUID id, UploadRequest request, Instant now) {
        String name = FileNames.checkedName("file_name", request.fileName());
        String folder = FileNames.checkedFolder("path", request.folder());
        String random = UUID.randomUUID().toString().substring(0, 8);
        String unique = FileNames.uniqueName(name, now, random);
        return new NewFile(
                caller.requireTenant(),
                Authority.of(caller),
                id,
                UUID.randomUUID(),
                name,
                FileNames.checkedAddress("path", Address.folderOf(caller) + folder + unique),
                false);
    }

    /**
     * A file at an address that its client chose.
     *
     * @param occupied whether another file is there, and has its key
     */
    static NewFile at(Caller caller, PutRequest request, boolean occupied) {
        return new NewFile(
                caller.requireTenant(),
                Authority.of(caller),
                Ids.next(),
                UUID.randomUUID(),
                request.name(),
                request.address().value(),
                occupied);
    }

    /** The same under another key, for the usual one was taken before. */
    NewFile underOtherKey() {
        return new NewFile(scope, authority, id, contentId, name, address, true);
    }

    UUID tenantId() {
        return scope.id();
    }

    UUID userId() {
        return authority.userId();
    }

    /**
     * The object's key at a target.
     *
     * @param objectId tells it from others at the same address
     */
    ObjectKey keyAt(UploadTarget target, UUID objectId) {
        KeyForm form = new KeyForm(target.pathPrefix(), target.objectKeys());
        return keyTaken
                ? form.otherKeyOf(scope.number(), id, address, objectId)
                : form.keyOf(scope.number(), id, address);
    }

    StoredFile stored(
            String type, Category category, long size, byte[] sha256, String md5, Instant at) {
        return new StoredFile(
                tenantId(),
                id,
                0,
                userId(),
                address,
                name,
                category,
                type,
                size,
                sha256,
                md5,
                contentId,
                at,
                1);
    }

    UploadedFile uploaded(StoredFile file, ObjectIntent intent, UploadTarget target, long number) {
        String prefix = target.locationPrefix().isEmpty() ? "" : target.locationPrefix() + "/";
        return new UploadedFile(
                file.address(),
                file.name(),
                file.uniqueName(),
                file.size(),
                file.contentType(),
                file.etag(),
                target.access().connector(),
                target.endpoint(),
                target.bucket(),
                prefix + intent.key(),
                number);
    }
}
