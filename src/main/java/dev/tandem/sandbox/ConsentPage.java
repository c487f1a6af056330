package dev.tandem.sandbox;

import java.net.URI;
import java.util.Collection;

/** The page on which a person chooses an account and lets an application in, or does not. */
final class ConsentPage {
  private static final String BRAND =
      "<p class=\"brand\">TickTick sandbox <span class=\"badge\">Simulated</span></p>";
  private static final String NOTE =
      "<p class=\"quiet note\">This is a simulated TickTick inside Tandem. No real account and no"
          + " password is involved; nothing leaves this computer.</p>";

  private ConsentPage() {}

  static String render(OAuthApp app, String page, String scope, Collection<Account> accounts) {
    return frame(
        "Allow access · TickTick sandbox",
        "<h1>Allow <em>"
            + escape(app.clientId())
            + "</em> to use your tasks?</h1><section><h2>It asks to</h2><ul>"
            + wishes(scope)
            + "</ul></section><form method=\"post\" action=\"/oauth/authorize\">"
            + "<input type=\"hidden\" name=\"page\" value=\""
            + escape(page)
            + "\"><fieldset><legend>Choose an account</legend>"
            + choices(accounts)
            + "</fieldset><div class=\"buttons\">"
            + "<button class=\"go\" name=\"decision\" value=\"approve\">Allow</button>"
            + "<button name=\"decision\" value=\"deny\">Deny</button></div></form>"
            + "<p class=\"quiet\">Either way you go back to "
            + escape(origin(app.redirectUri()))
            + "</p>"
            + NOTE);
  }

  static String refusal(String reason) {
    return frame(
        "Not possible · TickTick sandbox",
        "<h1>This request cannot be served</h1><p>" + escape(reason) + "</p>" + NOTE);
  }

  /**
   * What the page may do: show its own style and be sent, also where the answer redirects to (some
   * browsers hold {@code form-action} against that, too).
   *
   * @param redirectUri {@link OAuthApp#NOWHERE} for a page that sends nothing
   */
  static String policy(String redirectUri) {
    var targets = redirectUri.equals(OAuthApp.NOWHERE) ? "'none'" : "'self' " + source(redirectUri);
    return "default-src 'none'; style-src "
        + ConsentStyle.SOURCE
        + "; form-action "
        + targets
        + "; base-uri 'none'; frame-ancestors 'none'";
  }

  /** An origin; a policy cannot name an IPv6 address, so there it is the scheme alone. */
  private static String source(String redirectUri) {
    var uri = URI.create(redirectUri);
    return uri.getRawAuthority().startsWith("[") ? uri.getScheme() + ":" : origin(redirectUri);
  }

  private static String origin(String redirectUri) {
    var uri = URI.create(redirectUri);
    return uri.getScheme() + "://" + uri.getRawAuthority();
  }

  private static String wishes(String scope) {
    var wishes = new StringBuilder();
    if (scope.contains("tasks:read")) {
      wishes.append("<li>see your tasks and lists</li>");
    }
    if (scope.contains("tasks:write")) {
      wishes.append("<li>create, change, complete, move and delete them</li>");
    }
    return wishes.toString();
  }

  private static String choices(Collection<Account> accounts) {
    var choices = new StringBuilder();
    var checked = " checked";
    for (var account : accounts) {
      choices
          .append("<label class=\"account\"><input type=\"radio\" name=\"account\" value=\"")
          .append(escape(account.name()))
          .append('"')
          .append(checked)
          .append("><span><strong>")
          .append(escape(account.name()))
          .append("</strong><span>Account ")
          .append(account.uid())
          .append(", ")
          .append(escape(account.timeZone()))
          .append("</span></span></label>");
      checked = "";
    }
    return choices.toString();
  }

  private static String frame(String title, String content) {
    return "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">"
        + "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
        + "<meta name=\"color-scheme\" content=\"light dark\"><title>"
        + title
        + "</title><style>"
        + ConsentStyle.CSS
        + "</style></head><body><main>"
        + BRAND
        + content
        + "</main></body></html>";
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
