package dev.tandem.bus;

/** How far a route's consumers can be seen. */
public enum Reach {
  /** Only inside this JVM: a node serves its own clients. */
  NODE,
  /** Every node of the cluster. */
  CLUSTER
}
