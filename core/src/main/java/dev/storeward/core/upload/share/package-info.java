/** What a node has too little of for everybody at once, by fair shares. */
@NullMarked
package dev.storeward.core.upload.share;

import org.jspecify.annotations.NullMarked;
