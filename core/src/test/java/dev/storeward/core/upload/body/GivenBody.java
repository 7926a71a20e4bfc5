package dev.storeward.core.upload.body;

import java.io.InputStream;

/** A body after which nothing follows, of a client that stays. */
public record GivenBody(InputStream stream) implements UploadBody {
    @Override
    public String trailingCategory() {
        return "";
    }

    @Override
    public boolean abandoned() {
        return false;
    }
}
