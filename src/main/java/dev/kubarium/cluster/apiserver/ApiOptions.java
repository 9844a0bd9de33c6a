package dev.kubarium.cluster.apiserver;

/**
 * The query parameters of a request, and the body of a DELETE, as a value. {@code null} where the
 * caller said nothing.
 *
 * @param labelSelector as in the query, e.g. {@code app=web,tier!=db}
 * @param fieldSelector e.g. {@code spec.nodeName=node-1}
 * @param limit 0 for no limit
 * @param continueToken where the last page ended
 * @param resourceVersion of a list or watch
 * @param resourceVersionMatch {@code Exact} or {@code NotOlderThan}
 * @param fieldManager who owns the fields that this writes
 * @param gracePeriodSeconds of a deletion
 * @param propagationPolicy {@code Foreground}, {@code Background} or {@code Orphan}
 * @param preconditionUid refuses a deletion where the object has another uid
 * @param preconditionResourceVersion refuses a deletion where the object has another revision
 */
public record ApiOptions(
    String labelSelector,
    String fieldSelector,
    int limit,
    String continueToken,
    String resourceVersion,
    String resourceVersionMatch,
    String fieldManager,
    boolean dryRun,
    boolean force,
    FieldValidation fieldValidation,
    PatchType patchType,
    Long gracePeriodSeconds,
    String propagationPolicy,
    String preconditionUid,
    String preconditionResourceVersion) {

  public static final ApiOptions NONE =
      new ApiOptions(
          null,
          null,
          0,
          null,
          null,
          null,
          null,
          false,
          false,
          FieldValidation.WARN,
          null,
          null,
          null,
          null,
          null);

  public ApiOptions withSelectors(String labels, String fields) {
    return new ApiOptions(
        labels,
        fields,
        limit,
        continueToken,
        resourceVersion,
        resourceVersionMatch,
        fieldManager,
        dryRun,
        force,
        fieldValidation,
        patchType,
        gracePeriodSeconds,
        propagationPolicy,
        preconditionUid,
        preconditionResourceVersion);
  }

  public ApiOptions withPage(int most, String from, String version, String match) {
    return new ApiOptions(
        labelSelector,
        fieldSelector,
        most,
        from,
        version,
        match,
        fieldManager,
        dryRun,
        force,
        fieldValidation,
        patchType,
        gracePeriodSeconds,
        propagationPolicy,
        preconditionUid,
        preconditionResourceVersion);
  }

  public ApiOptions withWriting(String manager, boolean dry, FieldValidation validation) {
    return new ApiOptions(
        labelSelector,
        fieldSelector,
        limit,
        continueToken,
        resourceVersion,
        resourceVersionMatch,
        manager,
        dry,
        force,
        validation,
        patchType,
        gracePeriodSeconds,
        propagationPolicy,
        preconditionUid,
        preconditionResourceVersion);
  }

  public ApiOptions withPatch(PatchType type, boolean forced) {
    return new ApiOptions(
        labelSelector,
        fieldSelector,
        limit,
        continueToken,
        resourceVersion,
        resourceVersionMatch,
        fieldManager,
        dryRun,
        forced,
        fieldValidation,
        type,
        gracePeriodSeconds,
        propagationPolicy,
        preconditionUid,
        preconditionResourceVersion);
  }

  public ApiOptions withDeletion(Long grace, String propagation, String uid, String version) {
    return new ApiOptions(
        labelSelector,
        fieldSelector,
        limit,
        continueToken,
        resourceVersion,
        resourceVersionMatch,
        fieldManager,
        dryRun,
        force,
        fieldValidation,
        patchType,
        grace,
        propagation,
        uid,
        version);
  }
}
