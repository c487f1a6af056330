package dev.tandem.config;

/** Who brings an external database to this build's schema. */
public enum MigrateMode {
  /** Each start does, before it serves. */
  AUTO,
  /** This start does nothing else: it migrates and ends. */
  ONLY,
  /** Another process has: this one only looks whether it did. */
  OFF
}
