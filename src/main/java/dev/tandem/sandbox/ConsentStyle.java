package dev.tandem.sandbox;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** How the consent page looks. It stands inside the page, which names its hash in its policy. */
final class ConsentStyle {
  static final String CSS =
      """

      :root {
        color-scheme: light dark;
        --ground: #eef1f8; --card: #ffffff; --text: #1b2233; --quiet: #596177; --line: #d5dbe8;
        --accent: #3156d3; --on-accent: #ffffff; --chosen: #eef2ff; --badge: #fff3d6; --on-badge: #6a4700;
      }
      @media (prefers-color-scheme: dark) {
        :root {
          --ground: #10131b; --card: #1a1f2b; --text: #e7eaf3; --quiet: #a0a8bb; --line: #343c4e;
          --accent: #8fa8ff; --on-accent: #10131b; --chosen: #232c47; --badge: #3b2f12; --on-badge: #ffe1a1;
        }
      }
      * { box-sizing: border-box; }
      body {
        margin: 0; padding: clamp(1rem, 7vh, 4.5rem) 1rem 2rem;
        background: var(--ground); color: var(--text);
        font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
      }
      main {
        max-width: 27rem; margin: 0 auto; padding: clamp(1.25rem, 6vw, 2.25rem);
        background: var(--card); border: 1px solid var(--line); border-radius: 16px;
      }
      .brand { display: flex; align-items: center; gap: 0.6rem; margin: 0 0 1.5rem; font-weight: 600; }
      .badge {
        padding: 0.1rem 0.55rem; border-radius: 99px; background: var(--badge); color: var(--on-badge);
        font-size: 0.8rem; font-weight: 600;
      }
      h1 { margin: 0 0 0.5rem; font-size: 1.4rem; line-height: 1.25; letter-spacing: -0.01em; overflow-wrap: anywhere; }
      h2, legend { margin: 0; padding: 0; font-size: 0.9rem; font-weight: 600; color: var(--quiet); }
      p { margin: 0.5rem 0; }
      .quiet { color: var(--quiet); font-size: 0.9rem; overflow-wrap: anywhere; }
      ul { margin: 0.4rem 0 0; padding-left: 1.2rem; }
      li { margin: 0.25rem 0; }
      section, fieldset { margin: 1.5rem 0 0; padding: 0; border: 0; min-width: 0; }
      .account {
        display: flex; align-items: center; gap: 0.8rem; margin-top: 0.5rem; padding: 0.7rem 0.9rem;
        border: 1px solid var(--line); border-radius: 12px; cursor: pointer; overflow-wrap: anywhere;
      }
      .account:has(:checked) { border-color: var(--accent); background: var(--chosen); }
      .account:focus-within { outline: 2px solid var(--accent); outline-offset: 2px; }
      .account input { flex: none; width: 1.15rem; height: 1.15rem; margin: 0; accent-color: var(--accent); }
      .account strong, .account span { display: block; }
      .account strong { color: var(--text); font-size: 1rem; }
      .account span { color: var(--quiet); font-size: 0.85rem; }
      .buttons { display: flex; flex-wrap: wrap; gap: 0.75rem; margin: 1.75rem 0 0.9rem; }
      button {
        flex: 1 1 8rem; min-height: 2.9rem; padding: 0.6rem 1.2rem; border: 1px solid var(--line); border-radius: 10px;
        background: transparent; color: inherit; font: inherit; font-weight: 600; cursor: pointer;
      }
      button.go { border-color: var(--accent); background: var(--accent); color: var(--on-accent); }
      button:focus-visible { outline: 2px solid var(--accent); outline-offset: 3px; }
      .note { margin-top: 1.5rem; padding-top: 1rem; border-top: 1px solid var(--line); }
      """;

  /** As a source in {@code style-src}. */
  static final String SOURCE = "'sha256-" + hash() + "'";

  private ConsentStyle() {}

  private static String hash() {
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("SHA-256").digest(CSS.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
