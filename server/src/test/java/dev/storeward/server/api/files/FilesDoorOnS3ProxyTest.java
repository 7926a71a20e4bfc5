package dev.storeward.server.api.files;

import dev.storeward.server.RunningServer;
import dev.storeward.testkit.server.S3ProxyServer;

class FilesDoorOnS3ProxyTest extends FilesDoorContract {
    @Override
    RunningServer start() {
        return RunningServer.start(
                SharedStore.on(S3ProxyServer.shared(S3ProxyServer.Storage.MEMORY)));
    }
}
