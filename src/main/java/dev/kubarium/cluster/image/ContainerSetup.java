package dev.kubarium.cluster.image;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Everything that decides what one run of a container does.
 *
 * @param about a name for it that stays the same after a restore: Pod, container, which run
 * @param tag of its image
 * @param command its whole command line
 * @param env all variables, computed when first asked for
 * @param ports the container's declared ports
 * @param startedAt virtual milliseconds
 * @param memoryLimit bytes; 0 for none
 * @param start how much longer or shorter than usual it takes to start, in per cent
 */
public record ContainerSetup(
    String about,
    Image image,
    String tag,
    List<String> command,
    Supplier<Map<String, String>> env,
    List<Integer> ports,
    String hostname,
    String workingDir,
    long startedAt,
    long memoryLimit,
    int start) {}
