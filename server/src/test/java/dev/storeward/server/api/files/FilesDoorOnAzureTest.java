package dev.storeward.server.api.files;

import dev.storeward.server.RunningServer;
import dev.storeward.testkit.server.AzuriteServer;

class FilesDoorOnAzureTest extends FilesDoorContract {
    @Override
    RunningServer start() {
        return RunningServer.start(SharedStore.on(AzuriteServer.shared()));
    }
}
