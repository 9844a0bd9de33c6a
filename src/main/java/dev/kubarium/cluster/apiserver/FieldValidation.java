package dev.kubarium.cluster.apiserver;

/**
 * What becomes of unknown and duplicate fields: dropped in silence, dropped with a warning, or
 * refused.
 */
public enum FieldValidation {
  IGNORE,
  WARN,
  STRICT
}
