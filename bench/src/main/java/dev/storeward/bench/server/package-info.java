/** The server that is measured: its processes, its database and what they use. */
@NullMarked
package dev.storeward.bench.server;

import org.jspecify.annotations.NullMarked;
