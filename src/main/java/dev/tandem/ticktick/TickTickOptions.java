package dev.tandem.ticktick;

import dev.tandem.config.GatewayConfig;

/** What the conversation with TickTick is told. */
record TickTickOptions(
    GatewayConfig.TickTick ticktick, GatewayConfig.Sync sync, GatewayConfig.Breaker breaker) {}
