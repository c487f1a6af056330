package dev.tandem.http;

import dev.tandem.config.Sha256;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The few pages for people: one frame, one style sheet inside it, no script, nothing from other
 * hosts. The policy sent with a page allows the style sheet by its hash and nothing else.
 */
final class WebPage {
  static final String MEDIA_TYPE = "text/html;charset=utf-8";

  private static final String FRAME = ResourceText.read("/web/page.html");
  private static final String STYLE = ResourceText.read("/web/page.css");
  private static final String LANDING = ResourceText.read("/web/landing.html");
  private static final String PROBLEM = ResourceText.read("/web/problem.html");
  private static final List<Answer.Header> HEADERS =
      List.of(
          new Answer.Header(
              "Content-Security-Policy",
              "default-src 'none'; style-src "
                  + Sha256.asSource(STYLE)
                  + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
          new Answer.Header("Referrer-Policy", "no-referrer"),
          new Answer.Header("Cache-Control", "no-store"));

  private WebPage() {}

  /** Reads the files that pages are made of, once for each process: blocks. */
  static void load() {
    // Whoever calls has the class made ready, and with it its files.
  }

  /** What every page is sent with. */
  static List<Answer.Header> headers() {
    return HEADERS;
  }

  /**
   * @param address under which the reader reached this; empty: it is not known
   */
  static Buffer landing(Optional<ConnectOutcome> outcome, Optional<String> address) {
    String notice =
        outcome
            .map(
                told ->
                    "<p class=\"notice "
                        + (told.isGood() ? "good" : "attention")
                        + "\" role=\"status\">"
                        + escaped(told.words())
                        + "</p>")
            .orElse("");
    return framed(
        "Tandem",
        LANDING.replace("{notice}", notice).replace("{address}", escaped(address.orElse("…"))));
  }

  /** The same words as in the problem's document. */
  static Buffer problem(Problem problem, String requestId) {
    StringBuilder faults = new StringBuilder();
    problem
        .faults()
        .forEach(
            fault ->
                faults
                    .append("<li><code>")
                    .append(escaped(fault.pointer()))
                    .append("</code> ")
                    .append(escaped(fault.detail()))
                    .append("</li>"));
    // What a client chose goes in last, so that nothing in it is taken for a place to fill.
    String content =
        PROBLEM
            .replace("{title}", escaped(problem.kind().title()))
            .replace("{faults}", faults.isEmpty() ? "" : "<ul>" + faults + "</ul>")
            .replace("{detail}", escaped(sentence(problem.detail())))
            .replace("{instance}", escaped(requestId));
    return framed(problem.kind().title(), content);
  }

  private static Buffer framed(String title, String content) {
    return Buffer.buffer(
        FRAME
            .replace("{title}", escaped(title))
            .replace("{style}", STYLE)
            .replace("{content}", content));
  }

  private static String sentence(String detail) {
    if (detail.isEmpty()) {
      return "";
    }
    String start = detail.substring(0, 1).toUpperCase(Locale.ROOT);
    return start + detail.substring(1) + (detail.endsWith(".") ? "" : ".");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
