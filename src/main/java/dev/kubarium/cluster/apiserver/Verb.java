package dev.kubarium.cluster.apiserver;

/** What a request asks for; WATCH is a stream and has its own method on {@link ApiServer}. */
public enum Verb {
  GET,
  LIST,
  CREATE,
  UPDATE,
  PATCH,
  DELETE,
  DELETE_COLLECTION
}
