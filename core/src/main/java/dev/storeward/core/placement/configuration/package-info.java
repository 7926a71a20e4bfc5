/** Which kind of storage a tenant was given: configured, proven, then in force. */
@NullMarked
package dev.storeward.core.placement.configuration;

import org.jspecify.annotations.NullMarked;
