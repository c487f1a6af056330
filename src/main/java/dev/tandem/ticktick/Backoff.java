package dev.tandem.ticktick;

import dev.tandem.sync.RetryPolicy;
import java.util.random.RandomGenerator;

/** When to try again, and the chance in it. */
record Backoff(RetryPolicy policy, RandomGenerator random) {}
