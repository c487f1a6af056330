package dev.tandem;

/** Starts one Tandem process. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {}
}
