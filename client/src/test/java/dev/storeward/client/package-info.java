@NullMarked
package dev.storeward.client;

import org.jspecify.annotations.NullMarked;
