/** What runs without a request: this node's heartbeat and the recurring work. */
@NullMarked
package dev.storeward.core.job;

import org.jspecify.annotations.NullMarked;
