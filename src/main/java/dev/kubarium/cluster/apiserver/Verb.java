package dev.kubarium.cluster.apiserver;

import java.util.Locale;

/** What a request asks for; WATCH is a stream and has its own method on {@link ApiServer}. */
public enum Verb {
  GET,
  LIST,
  CREATE,
  UPDATE,
  PATCH,
  DELETE,
  DELETE_COLLECTION;

  /** As discovery and the story write it: {@code deletecollection}. */
  public String word() {
    return this == DELETE_COLLECTION ? "deletecollection" : name().toLowerCase(Locale.ROOT);
  }
}
