// Code pages, encoders for the web, and text builders.
using System;
using System.CodeDom.Compiler;
using System.IO;
using System.Linq;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using System.Web;

internal static class Texts
{
    public static void Run(int size)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        foreach (int page in new[] { 437, 932, 936, 949, 950, 1250, 1252, 20866, 28592, 51949, 54936, 65001, 1200, 12001 }) Page(page);
        const string risky = "<a href='x'>&\u00e9\u65e5\"</a>";
        Out.P("html", HttpUtility.HtmlEncode(risky) + HtmlEncoder.Default.Encode(risky));
        Out.P("html back", WebUtility.HtmlDecode("&lt;&eacute;&#65;&#x42;&nosuch;"));
        Out.P("url", HttpUtility.UrlEncode("a b&\u00e9") + UrlEncoder.Default.Encode("a b/\u00e9") + WebUtility.UrlDecode("%41+b"));
        Out.P("script", JavaScriptEncoder.Default.Encode(risky) + JavaScriptEncoder.Create(UnicodeRanges.All).Encode(risky));
        Out.P("query", HttpUtility.ParseQueryString("?a=1&b=x%20y&a=2").ToString());
        var writer = new IndentedTextWriter(new StringWriter(), "  ");
        for (writer.Indent = 0; writer.Indent < size; writer.Indent++) writer.WriteLine("level {0}", writer.Indent);
        Out.P("indented", writer.InnerWriter.ToString());
        var strict = Encoding.GetEncoding("us-ascii", new EncoderExceptionFallback(), new DecoderReplacementFallback("*"));
        Out.P("replaced", strict.GetString(new byte[] { 65, 200, 66 }));
        try
        {
            strict.GetBytes("\u00e9");
        }
        catch (EncoderFallbackException e)
        {
            Out.P("error", e.Message);
        }
        Out.P("pages", Encoding.GetEncodings().Select(info => info.CodePage).Distinct().Count() > 50);
    }

    static void Page(int page)
    {
        const string text = "h\u00e9 \u65e5\u672c \u20ac \u0416 \uac00";
        Encoding encoding = Encoding.GetEncoding(page);
        byte[] bytes = encoding.GetBytes(text);
        Out.P(encoding.WebName, Convert.ToHexString(bytes) + " " + encoding.GetString(bytes) + " " + encoding.GetMaxByteCount(3));
        Decoder decoder = encoding.GetDecoder();
        char[] chars = new char[20];
        int count = 0;
        foreach (byte one in bytes) count += decoder.GetChars(new[] { one }, 0, 1, chars, count);
        Out.P("by the byte", new string(chars, 0, count));
    }
}
