/** What uploads, addresses of uploads and lists say. */
@NullUnmarked
package dev.storeward.server.proof.upload;

import org.jspecify.annotations.NullUnmarked;
