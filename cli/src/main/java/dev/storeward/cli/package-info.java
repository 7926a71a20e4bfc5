/** The client command line: everything by HTTP, and manifests offline. */
@NullMarked
package dev.storeward.cli;

import org.jspecify.annotations.NullMarked;
