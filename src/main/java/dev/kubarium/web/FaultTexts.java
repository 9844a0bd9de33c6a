package dev.kubarium.web;

import dev.kubarium.cluster.object.Fault;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import java.util.List;
import java.util.Locale;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;

/** Faults as the page reads them. */
@Component
class FaultTexts {

  private final MessageSource messages;

  FaultTexts(MessageSource messages) {
    this.messages = messages;
  }

  JsonArray all(List<Fault> faults, Locale locale) {
    return JsonArray.copyOf(faults.stream().map(fault -> one(fault, locale)).toList());
  }

  /** {@code id, kind, text, objects} and the names under which it was asked for. */
  JsonObject one(Fault fault, Locale locale) {
    JsonObject json =
        JsonObject.of(
            "id",
            fault.id(),
            "kind",
            fault.kind(),
            "text",
            messages.getMessage("fault." + fault.kind(), fault.about().toArray(), locale),
            "objects",
            JsonArray.of(fault.uid()));
    String first = fault.about().get(0);
    return switch (fault.kind()) {
      case Fault.NETWORK_PARTITION -> json.with("from", first).with("to", fault.about().get(1));
      case Fault.REGISTRY_OUTAGE -> json.with("registry", first);
      default -> json.with("node", first);
    };
  }
}
