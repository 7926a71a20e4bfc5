/** Whole files between a disk and a server: in parts, and from where they broke off. */
@NullMarked
package dev.storeward.client.transfer;

import org.jspecify.annotations.NullMarked;
