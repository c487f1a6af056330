package dev.tandem;

import dev.tandem.config.Secret;
import java.net.URI;
import java.util.Optional;

/**
 * What a person is told when all is ready.
 *
 * @param url where clients find the gateway
 * @param madeKey the owner's key, if it was made just now; never to be seen again
 * @param sandbox where the built-in TickTick is, if it runs
 */
public record Started(URI url, Optional<Secret> madeKey, Optional<URI> sandbox) {}
