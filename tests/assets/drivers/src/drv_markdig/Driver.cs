// Exercises Markdig: CommonMark and every advanced extension, several pipelines, the syntax tree, plain text and round trips.
using System;
using System.IO;
using System.Linq;
using System.Text;
using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Renderers;
using Markdig.Renderers.Normalize;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

internal static class Driver
{
    const string Document = @"---
title: front matter
---

# Heading *one* {#custom .cls key=value}

Setext heading
==============

A paragraph with *emphasis*, **strong**, ***both***, `code`, ~~struck~~, H~2~O, x^2^, ==marked==, ++inserted++ and a
hard break\
next line with <span class=""x"">inline *html*</span> & entities &copy; &#35; &unknown; and https://auto.link/path?q=1, www.example.org.

> Quote level one
> continued
> > nested quote with [a link](http://example.org ""title"") and ![image](pic.png 'alt title')
lazy continuation

* item one
* item two
  1. nested ordered
  2. second

     with a paragraph
  * [ ] task open
  * [x] task done
+ other list

3) starts at three
4) four

a. alpha list
b. beta

```csharp {#code .numbered}
static int Add(int a, int b) => a + b; // <tag> & ""quote""
```

    indented code
    	tabbed

~~~
tilde fence
~~~

| Left | Centre | Right |
|:-----|:------:|------:|
| a    | *b*    | 1     |
| `c`  | d \| e | 22    |

+---------+---------+
| Grid    | Table   |
+=========+=========+
| cell 1  | - list  |
|         | - items |
+---------+---------+

Term one
:   Definition of *one*
:   Another definition

Footnote[^1] and another[^note].

[^1]: The first note.
[^note]: The second note
    with two paragraphs.

    And code: `x`.

Abbreviations: HTML is nice.

*[HTML]: Hyper Text Markup Language

Math inline $a^2 + b^2$ and block:

$$
\int_0^1 x dx
$$

::: warning
A custom container with :smile: and ""smart quotes"" -- dashes... and ''single''.
:::

[reference link][ref] and [collapsed][] and [shortcut].

[ref]: <http://example.org/a b> 'Ref title'
[collapsed]: /collapsed
[shortcut]: #custom

***

<div>
block *html*
</div>

<!-- comment -->

Final paragraph with escapes \*not emphasis\* \_ \\ and unbalanced **strong and `tick.
";

    static void Section(string name, Func<string> f)
    {
        try { Out.P(name, f().Replace("\r", "")); }
        catch (Exception e) { Out.P(name, e.GetType().Name + ": " + e.Message); }
    }

    static string Walk(MarkdownObject o, int depth)
    {
        var sb = new StringBuilder();
        sb.Append(' ', depth).Append(o.GetType().Name).Append(' ').Append(o.Line + 1).Append(':').Append(o.Column).Append(' ').Append(o.Span.Start).Append('-').Append(o.Span.End);
        if (o is LiteralInline lit) sb.Append(" '").Append(lit.Content.ToString()).Append('\'');
        if (o is LinkInline link) sb.Append(' ').Append(link.Url).Append(link.IsImage ? " image" : "");
        if (o is HeadingBlock h) sb.Append(" h").Append(h.Level);
        if (o is FencedCodeBlock c) sb.Append(" lang=").Append(c.Info).Append(" lines=").Append(c.Lines.Count);
        sb.Append('\n');
        if (o is LeafBlock leaf && leaf.Inline != null) sb.Append(Walk(leaf.Inline, depth + 1));
        if (o is ContainerBlock block) foreach (Block b in block) sb.Append(Walk(b, depth + 1));
        if (o is ContainerInline inline) foreach (Inline i in inline) sb.Append(Walk(i, depth + 1));
        return sb.ToString();
    }

    static int Main(string[] args)
    {
        bool brief = args.Length > 0 && args[0] == "short";
        string text = Document;
        MarkdownPipeline plain = new MarkdownPipelineBuilder().Build();
        if (brief)
        {
            Section("short", () => Markdown.ToHtml(Document.Substring(Document.IndexOf("> Quote"), 300), plain));
            return 0;
        }
        MarkdownPipeline advanced = new MarkdownPipelineBuilder().UseAdvancedExtensions().UseYamlFrontMatter().UseEmojiAndSmiley().UseSmartyPants().UsePreciseSourceLocation().Build();
        MarkdownPipeline safe = new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().UseSoftlineBreakAsHardlineBreak().UseAutoIdentifiers().Build();
        Section("commonmark", () => Markdown.ToHtml(text, plain));
        Section("advanced", () => Markdown.ToHtml(text, advanced));
        Section("safe", () => Markdown.ToHtml(text, safe));
        Section("plain text", () => Markdown.ToPlainText(text, advanced));
        MarkdownDocument document = Markdown.Parse(text, advanced);
        Section("tree", () => Walk(document, 0));
        Section("headings", () => string.Join(",", document.Descendants<HeadingBlock>().Select(h => h.Level + ":" + string.Concat(h.Inline.Descendants<LiteralInline>().Select(l => l.Content.ToString())))));
        Section("links", () => string.Join(",", document.Descendants<LinkInline>().Select(l => l.Url + "|" + l.Title)));
        Section("tables", () => string.Join(",", document.Descendants<Table>().Select(t => t.Count + "x" + t.ColumnDefinitions.Count)));
        Section("normalize", () => { var w = new StringWriter(); var r = new NormalizeRenderer(w); MarkdownPipeline p = new MarkdownPipelineBuilder().Build(); p.Setup(r); r.Render(Markdown.Parse(text, p)); return w.ToString(); });
        Section("rewritten", () =>
        {
            MarkdownDocument d = Markdown.Parse(text, plain);
            foreach (LinkInline l in d.Descendants<LinkInline>()) l.Url = "re:" + l.Url;
            foreach (HeadingBlock h in d.Descendants<HeadingBlock>().ToList()) h.Level = Math.Min(6, h.Level + 2);
            var w = new StringWriter();
            var r = new HtmlRenderer(w) { EnableHtmlForBlock = false };
            plain.Setup(r);
            r.Render(d);
            return w.ToString();
        });
        Section("edge", () => string.Join("|", new[] { "", "   ", "#", "# #", "****", "[](", "![", "`", "<a", "&#x41;", "1.\n2.", "-\n\n-", ">", "\\", "a\tb", "*a **b* c**", "[a]: b\n[a]", "\u00e9\u4e2d *\u6587*", "<http://x>", "a  \nb" }.Select(s => Markdown.ToHtml(s, plain).TrimEnd())));
        Section("large", () =>
        {
            var sb = new StringBuilder();
            for (int i = 0; i < 60; i++) sb.Append(text.Substring(40)).Append("\n\n## part ").Append(i).Append("\n\n");
            string html = Markdown.ToHtml(sb.ToString(), advanced);
            ulong h = 1;
            return html.Length + " " + Out.Mix(h, html).ToString("x");
        });
        return 0;
    }
}
