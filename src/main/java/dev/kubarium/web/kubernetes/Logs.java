package dev.kubarium.web.kubernetes;

import static dev.kubarium.web.kubernetes.Replies.ask;

import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.session.Session;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** {@code …/log?follow=true}: text that grows. */
final class Logs {

  private static final long WAIT_MILLIS = 500;

  private Logs() {}

  static void follow(Session session, ApiRequest request, HttpServletResponse response)
      throws IOException, InterruptedException {
    Runnable release = Streams.take(session);
    try {
      FollowedLog log = ask(session.inside(here -> new FollowedLog(session).open(here, request)));
      try {
        response.setContentType("text/plain; charset=utf-8");
        response.setHeader("Cache-Control", "no-cache, private");
        response.setHeader("Content-Encoding", "identity");
        OutputStream out = response.getOutputStream();
        response.flushBuffer();
        for (String text = log.next(WAIT_MILLIS); text != null; text = log.next(WAIT_MILLIS)) {
          if (!text.isEmpty()) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
          }
        }
      } finally {
        session.inside(
            here -> {
              log.stop();
              return null;
            });
      }
    } finally {
      release.run();
    }
  }
}
