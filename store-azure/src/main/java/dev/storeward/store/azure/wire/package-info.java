/** Connections, deadlines and names of requests to Azure. */
@NullMarked
package dev.storeward.store.azure.wire;

import org.jspecify.annotations.NullMarked;
