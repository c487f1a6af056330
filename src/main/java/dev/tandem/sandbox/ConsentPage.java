package dev.tandem.sandbox;

import java.util.Collection;

/** The page on which a person lets an application in. */
final class ConsentPage {
  private static final String STYLE =
      "body{font:16px/1.5 system-ui,sans-serif;background:#f4f6fb;color:#1c2333;margin:0}"
          + "main{max-width:26rem;margin:8vh auto;background:#fff;border-radius:12px;"
          + "padding:2rem;box-shadow:0 4px 24px #1c233322}"
          + "h1{font-size:1.3rem;margin-top:0}fieldset{border:0;padding:0;margin:1rem 0}"
          + "label{display:block;padding:.4rem 0}.note{color:#5b6478;font-size:.9rem}"
          + "button{font:inherit;padding:.6rem 1.4rem;border-radius:8px;border:1px solid #c5cbd8;"
          + "background:#fff;cursor:pointer}"
          + "button.go{background:#2f5bea;border-color:#2f5bea;color:#fff}";

  private ConsentPage() {}

  static String render(String clientId, String page, String scope, Collection<Account> accounts) {
    var choices = new StringBuilder();
    var checked = " checked";
    for (var account : accounts) {
      choices
          .append("<label><input type=\"radio\" name=\"account\" value=\"")
          .append(escape(account.name()))
          .append('"')
          .append(checked)
          .append("> ")
          .append(escape(account.name()))
          .append("</label>");
      checked = "";
    }
    return frame(
        "Sign in to TickTick (sandbox)",
        "<p><strong>"
            + escape(clientId)
            + "</strong> asks for access to your tasks: "
            + escape(scope)
            + "</p><form method=\"post\" action=\"/oauth/authorize\">"
            + "<input type=\"hidden\" name=\"page\" value=\""
            + escape(page)
            + "\"><fieldset><legend>Account</legend>"
            + choices
            + "</fieldset>"
            + "<button class=\"go\" name=\"decision\" value=\"approve\">Allow</button> "
            + "<button name=\"decision\" value=\"deny\">Deny</button></form>"
            + "<p class=\"note\">This is a simulated TickTick. No real account is involved.</p>");
  }

  static String refusal(String reason) {
    return frame("This request cannot be served", "<p>" + escape(reason) + "</p>");
  }

  private static String frame(String title, String content) {
    return "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">"
        + "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>"
        + title
        + "</title><style>"
        + STYLE
        + "</style></head><body><main><h1>"
        + title
        + "</h1>"
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
