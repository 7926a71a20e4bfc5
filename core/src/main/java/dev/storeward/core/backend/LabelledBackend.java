package dev.storeward.core.backend;

/**
 * A backend, and what its registrar called its kind.
 *
 * @param label as it was sent; the connector's name where nothing was
 */
public record LabelledBackend(Backend backend, String label) {}
