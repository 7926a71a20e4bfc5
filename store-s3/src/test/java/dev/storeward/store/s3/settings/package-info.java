@NullMarked
package dev.storeward.store.s3.settings;

import org.jspecify.annotations.NullMarked;
