package dev.storeward.server.console.files;

import dev.storeward.core.file.StoredFile;
import dev.storeward.server.console.page.FrameView;
import dev.storeward.server.console.page.ProblemView;

/** What goes with a file, before it goes. */
public record FileDeletionView(
        FrameView frame, StoredFile file, String inTenant, ProblemView problem) {}
