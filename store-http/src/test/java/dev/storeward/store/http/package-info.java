@NullMarked
package dev.storeward.store.http;

import org.jspecify.annotations.NullMarked;
