package dev.kubarium.lesson;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The lessons in their order.
 *
 * @param faults what is wrong with their files; a lesson with a fault is not among the chapters
 */
public record Course(List<Chapter> chapters, List<Fault> faults) {

  /** No lessons at all. */
  public static final Course EMPTY = new Course(List.of(), List.of());

  /** Some lessons under one title. */
  public record Chapter(String id, Bilingual title, List<Lesson> lessons) {}

  /** All lessons in order. */
  public List<Lesson> lessons() {
    List<Lesson> all = new ArrayList<>();
    chapters.forEach(chapter -> all.addAll(chapter.lessons()));
    return all;
  }

  public Optional<Lesson> find(String id) {
    return lessons().stream().filter(lesson -> lesson.id().equals(id)).findFirst();
  }

  /** The chapter that holds this lesson. */
  public Chapter chapterOf(Lesson lesson) {
    return chapters.stream()
        .filter(chapter -> chapter.lessons().contains(lesson))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(lesson.id() + " is in no chapter"));
  }

  /** The lesson that follows, if there is one. */
  public Optional<Lesson> after(Lesson lesson) {
    List<Lesson> all = lessons();
    int next = all.indexOf(lesson) + 1;
    return next < all.size() ? Optional.of(all.get(next)) : Optional.empty();
  }
}
