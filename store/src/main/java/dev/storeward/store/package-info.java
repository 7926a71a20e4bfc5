/**
 * The storage SPI: what a bucket must be able to do, in words that belong to no vendor. Nothing
 * here knows an SDK, HTTP or SQL. Every type is immutable and safe for use by several threads
 * unless it says otherwise.
 */
@NullMarked
package dev.storeward.store;

import org.jspecify.annotations.NullMarked;
