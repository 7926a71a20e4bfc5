/** What a few tenants with stores in trouble cost all others. */
@NullMarked
package dev.storeward.bench.neighbours;

import org.jspecify.annotations.NullMarked;
