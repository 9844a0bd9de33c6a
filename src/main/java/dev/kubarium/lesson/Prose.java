package dev.kubarium.lesson;

import dev.kubarium.lesson.check.Sentence;
import java.util.List;
import java.util.Locale;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.SourceSpan;
import org.commonmark.node.Text;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/** Makes HTML of a lesson's Markdown. HTML that is written there is shown as text, never obeyed. */
final class Prose {

  private static final Parser PARSER =
      Parser.builder()
          .extensions(List.of(TablesExtension.create()))
          .includeSourceSpans(IncludeSourceSpans.BLOCKS_AND_INLINES)
          .build();
  private static final HtmlRenderer RENDERER =
      HtmlRenderer.builder()
          .extensions(List.of(TablesExtension.create()))
          .escapeHtml(true)
          .sanitizeUrls(true)
          .attributeProviderFactory(
              context ->
                  (node, tag, attributes) -> {
                    if (node instanceof Link link && link.getDestination().startsWith("http")) {
                      attributes.put("target", "_blank");
                      attributes.put("rel", "noopener");
                    }
                  })
          .build();

  private Prose() {}

  /**
   * Quotation marks, apostrophes and the thin spaces of French, as a printer sets them; code is
   * left alone.
   */
  static String set(String text, boolean french) {
    String curled = text.replace('\'', '’').replace("...", "…");
    return french ? curled.replaceAll(" ([:;!?»%])", "\u202f$1").replace("« ", "«\u202f") : curled;
  }

  /** {@code line} is where the text begins in its file. */
  static String html(String markdown, boolean french, String file, int line, List<Fault> faults) {
    Node document = PARSER.parse(markdown);
    document.accept(
        new AbstractVisitor() {
          @Override
          public void visit(HtmlBlock html) {
            fault(html, "fault.html", html.getLiteral().strip());
          }

          @Override
          public void visit(HtmlInline html) {
            fault(html, "fault.html", html.getLiteral());
          }

          @Override
          public void visit(Text text) {
            text.setLiteral(set(text.getLiteral(), french));
          }

          @Override
          public void visit(Link link) {
            String to = link.getDestination().toLowerCase(Locale.ROOT);
            if (!to.matches("https://[^ ]+|/[^ ]*")) {
              fault(link, "fault.link", link.getDestination());
            }
            visitChildren(link);
          }

          @Override
          public void visit(Image image) {
            fault(image, "fault.link", image.getDestination());
          }

          private void fault(Node node, String key, String what) {
            int at =
                node.getSourceSpans().stream().findFirst().map(SourceSpan::getLineIndex).orElse(0);
            faults.add(new Fault(file, line + at, Sentence.of(key, what)));
          }
        });
    return RENDERER.render(document).strip();
  }
}
