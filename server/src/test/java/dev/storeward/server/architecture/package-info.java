/** The rules of the house as tests; each is shown to fail on a breach that was planted. */
@NullMarked
package dev.storeward.server.architecture;

import org.jspecify.annotations.NullMarked;
