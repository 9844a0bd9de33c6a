package dev.kubarium.web;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Says, once the door is open, where it is. */
@Component
class AddressAtStart {

  @EventListener
  void say(ApplicationReadyEvent ready) {
    if (ready.getApplicationContext() instanceof WebServerApplicationContext context) {
      System.out.println("Kubarium: http://localhost:" + context.getWebServer().getPort() + "/");
    }
  }
}
