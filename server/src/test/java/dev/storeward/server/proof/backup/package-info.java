@NullMarked
package dev.storeward.server.proof.backup;

import org.jspecify.annotations.NullMarked;
