package dev.storeward.core.upload;

import dev.storeward.core.placement.FileFacts;
import dev.storeward.core.upload.body.CategoryRules;
import dev.storeward.core.upload.body.Head;
import dev.storeward.core.upload.body.SizeEstimate;
import dev.storeward.core.upload.body.UploadBody;
import java.io.InputStream;

/**
 * What the first bytes of a body told.
 *
 * @param rest the bytes behind them
 * @param found the type that they and the name tell
 * @param estimate what to charge, now that they are known
 */
record Opening(
        Wanted wanted,
        Head head,
        InputStream rest,
        String found,
        SizeEstimate estimate,
        UploadBody body) {

    static Opening of(
            Wanted wanted, Head first, InputStream rest, UploadBody body, CategoryRules rules) {
        Head head = first.goOn(rest);
        return new Opening(
                wanted,
                head,
                rest,
                rules.type(head, wanted.file().name()),
                head.estimate(wanted.sizeEstimate()),
                body);
    }

    /** All bytes from the first. */
    InputStream whole() {
        return head.followedBy(rest);
    }

    /** The type the file is kept with: as its client says, else as its bytes tell. */
    String type() {
        return wanted.contentType().isEmpty() ? found : wanted.contentType();
    }

    /** What decides where it goes. */
    FileFacts facts() {
        return new FileFacts(
                head.size(wanted.sizeEstimate()),
                estimate.least(),
                type(),
                wanted.category(),
                wanted.place().region());
    }
}
