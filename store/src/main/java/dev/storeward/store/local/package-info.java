/**
 * Objects in a folder of this machine's file system. Every object is one file that appears whole or
 * not at all and survives a power cut once its put has returned.
 */
@NullMarked
package dev.storeward.store.local;

import org.jspecify.annotations.NullMarked;
