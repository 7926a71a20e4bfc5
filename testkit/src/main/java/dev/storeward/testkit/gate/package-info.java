/** Proves that nothing a tenant names is reached but through the gate. */
@NullMarked
package dev.storeward.testkit.gate;

import org.jspecify.annotations.NullMarked;
