package dev.kubarium.cluster.scheduler.score;

import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.scheduler.NodeView;
import dev.kubarium.cluster.scheduler.SchedulingContext;
import dev.kubarium.cluster.scheduler.ScorePlugin;
import java.util.ArrayList;
import java.util.List;

/**
 * The node is liked that has the images already; the more nodes have them, the more it counts, lest
 * all Pods go to the one that was first. Models: pkg/scheduler/framework/plugins/imagelocality
 */
public final class ImageLocality implements ScorePlugin {

  private static final long MEGABYTE = 1024 * 1024;
  private static final long LEAST = 23 * MEGABYTE;
  private static final long MOST = 1000 * MEGABYTE;

  @Override
  public String name() {
    return "ImageLocality";
  }

  @Override
  public int weight() {
    return 1;
  }

  @Override
  public long[] scores(List<NodeView> fitting, SchedulingContext context) {
    long[] sums = new long[fitting.size()];
    List<String> images = images(context);
    for (String image : images) {
      long having =
          context.nodes().stream().filter(node -> node.images().containsKey(image)).count();
      for (int i = 0; i < sums.length; i++) {
        sums[i] +=
            fitting.get(i).images().getOrDefault(image, 0L) * having / context.nodes().size();
      }
    }
    long most = MOST * images.size();
    for (int i = 0; i < sums.length; i++) {
      sums[i] = 100 * (Math.clamp(sums[i], LEAST, most) - LEAST) / (most - LEAST);
    }
    return sums;
  }

  private static List<String> images(SchedulingContext context) {
    List<String> images = new ArrayList<>();
    for (String list : List.of("initContainers", "containers")) {
      for (JsonObject container : context.pod().spec().array(list).objects()) {
        String image = container.string("image", "");
        images.add(image.lastIndexOf(':') <= image.lastIndexOf('/') ? image + ":latest" : image);
      }
    }
    return images;
  }
}
