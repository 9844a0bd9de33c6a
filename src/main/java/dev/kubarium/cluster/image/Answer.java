package dev.kubarium.cluster.image;

/** What a server answers to one request. */
public record Answer(int status, String body) {}
