package dev.tandem.config;

import io.vertx.config.ConfigRetriever;
import io.vertx.config.ConfigRetrieverOptions;
import io.vertx.config.ConfigStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the configuration comes from: {@code conf/tandem.properties}, if it is there, then the
 * environment, which wins, then the files that secrets may be kept in.
 */
public final class Configuration {
  private static final Logger log = LoggerFactory.getLogger(Configuration.class);
  private static final String FILE = "conf/tandem.properties";

  private Configuration() {}

  /** Fails with a {@link ConfigException} that tells all problems. */
  public static Future<GatewayConfig> load(Vertx vertx) {
    // Raw data: the stores would otherwise turn texts that look like numbers into numbers, keys and
    // passwords included.
    ConfigStoreOptions file =
        new ConfigStoreOptions()
            .setType("file")
            .setFormat("properties")
            .setOptional(true)
            .setConfig(new JsonObject().put("path", FILE).put("raw-data", true));
    ConfigStoreOptions environment =
        new ConfigStoreOptions().setType("env").setConfig(new JsonObject().put("raw-data", true));
    ConfigRetriever retriever =
        ConfigRetriever.create(
            vertx,
            new ConfigRetrieverOptions()
                .setIncludeDefaultStores(false)
                .setScanPeriod(-1)
                .addStore(file)
                .addStore(environment));
    return retriever
        .getConfig()
        .eventually(retriever::close)
        .compose(json -> vertx.executeBlocking(() -> read(texts(json))));
  }

  private static GatewayConfig read(Map<String, String> texts) {
    // Told, not refused: an orchestrator may set names of this form for a service called tandem.
    ConfigReader.unknown(texts.keySet())
        .forEach(name -> log.warn("{} is no variable of Tandem and has no effect", name));
    SecretFiles.Resolved resolved = SecretFiles.resolve(texts);
    return ConfigReader.read(resolved.values(), resolved.problems());
  }

  private static Map<String, String> texts(JsonObject json) {
    Map<String, String> texts = new HashMap<>();
    json.forEach(entry -> texts.put(entry.getKey(), String.valueOf(entry.getValue())));
    return texts;
  }
}
