package dev.storeward.core.upload.request;

import dev.storeward.core.file.name.Address;
import dev.storeward.core.upload.body.SizeEstimate;

/**
 * What a client says of a file that is to lie at an address, whether one lies there or not.
 *
 * @param name as it is shown
 * @param condition on what is there
 * @param contentType as sent; empty when its bytes are to tell
 * @param sizeEstimate what to charge at the start; the real size decides in the end
 */
public record PutRequest(
        Address address,
        String name,
        PutCondition condition,
        String contentType,
        SizeEstimate sizeEstimate) {}
