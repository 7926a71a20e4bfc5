/** What operators and orchestrators ask: liveness, readiness, metrics. */
@NullMarked
package dev.storeward.server.health;

import org.jspecify.annotations.NullMarked;
