/**
 * The crash exam: the real jar under load, a PostgreSQL and a TickTick of their own, deaths of
 * either at named points and at random, and what must be true when all is over. See
 * docs/testing.md.
 */
package dev.tandem.exam;
