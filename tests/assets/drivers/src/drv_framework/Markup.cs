// XML: trees of both kinds, readers and writers, XPath, XSLT, schemas.
using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using System.Xml.XPath;
using System.Xml.Xsl;

internal static class Markup
{
    const string Sheet = @"<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'>
        <xsl:param name='unit'/>
        <xsl:key name='by-kind' match='part' use='@kind'/>
        <xsl:template match='/'>
          <list>
            <xsl:for-each select='//part'>
              <xsl:sort select='price' data-type='number' order='descending'/>
              <line no='{position()}'><xsl:apply-templates select='.'/></line>
            </xsl:for-each>
            <bolts><xsl:value-of select=""count(key('by-kind', 'bolt'))""/></bolts>
          </list>
        </xsl:template>
        <xsl:template match=""part[@kind='bolt']""><bolt><xsl:value-of select='price'/></bolt></xsl:template>
        <xsl:template match='part'>
          <xsl:choose>
            <xsl:when test='price &gt; 4'>dear</xsl:when>
            <xsl:otherwise><xsl:value-of select='format-number(price, ""0.00"")'/></xsl:otherwise>
          </xsl:choose>
          <xsl:value-of select='$unit'/>
        </xsl:template>
      </xsl:stylesheet>";

    const string Schema = @"<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'>
        <xs:simpleType name='code'><xs:restriction base='xs:string'><xs:pattern value='[A-Z]{2}\d+'/></xs:restriction></xs:simpleType>
        <xs:element name='order'><xs:complexType>
          <xs:sequence>
            <xs:element name='item' type='xs:int' maxOccurs='3'/>
            <xs:choice><xs:element name='code' type='code'/><xs:element name='none'/></xs:choice>
          </xs:sequence>
          <xs:attribute name='day' type='xs:date' use='required'/>
        </xs:complexType></xs:element>
      </xs:schema>";

    static XElement Parts(int count) => new("parts", Enumerable.Range(0, count).Select(i =>
        new XElement("part", new XAttribute("id", i), new XAttribute("kind", i % 2 == 0 ? "bolt" : "nut"),
            new XElement("price", i * 1.5), "note <&> " + i)));

    public static void Run(int size)
    {
        XElement parts = Parts(size * 3);
        Out.P("tree", parts.ToString());
        Out.P("sum", parts.Elements("part").Where(p => (int)p.Attribute("id") % 2 == 0).Sum(p => (double)p.Element("price")));
        var text = new StringBuilder();
        using (XmlWriter writer = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, NewLineOnAttributes = true }))
        {
            writer.WriteStartElement("p", "root", "urn:parts");
            writer.WriteAttributeString("first", "1");
            writer.WriteAttributeString("second", "<\"2\">");
            writer.WriteCData("raw ]]");
            writer.WriteComment("remark");
            writer.WriteElementString("day", XmlConvert.ToString(new DateTime(2022, 2, 3), XmlDateTimeSerializationMode.Utc));
            writer.WriteEndElement();
        }
        Out.P("written", text.ToString());
        const string document = "<!DOCTYPE a [<!ENTITY e 'entity'>]><a b='1'>&e;<!--c--><?pi x?><c/><![CDATA[<]]></a>";
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Parse };
        using XmlReader reader = XmlReader.Create(new StringReader(document), settings);
        while (reader.Read()) Console.Write(reader.NodeType + ":" + reader.Name + ":" + reader.Value + " ");
        Console.WriteLine();
        foreach (string wrong in new[] { "<a><b></a>", "<a b=1/>", "<a>&x;</a>", "", "<a/><b/>" })
        {
            try
            {
                XDocument.Parse(wrong);
            }
            catch (XmlException e)
            {
                Out.P("error", e.Message);
            }
        }
    }

    public static void Paths(int size)
    {
        var document = new XmlDocument();
        document.LoadXml(Parts(size * 3).ToString());
        foreach (XmlNode node in document.SelectNodes("//part[@id>1]/price | //part[last()]/@kind"))
            Console.Write(node.InnerText + " ");
        Console.WriteLine();
        XPathNavigator navigator = document.CreateNavigator();
        string[] expressions =
        {
            "sum(//price) + count(//part[position() mod 2 = 1])",
            "concat(string(//part[1]/@id), '-', substring('hello', 2, 3), translate('abc', 'b', 'X'))",
            "boolean(//part[@kind='nut'][following-sibling::part])", "round(10 div 3) - floor(-1.5)",
            "normalize-space('  a   b ')", "count(//part/ancestor-or-self::*)", "starts-with(name(/*), 'par')",
        };
        foreach (string expression in expressions) Out.P(expression, navigator.Evaluate(expression).ToString());
        XmlNode first = document.DocumentElement.FirstChild;
        document.DocumentElement.InsertAfter(document.CreateElement("extra"), first);
        document.DocumentElement.RemoveChild(first);
        Out.P("edited", document.DocumentElement.FirstChild.OuterXml);
        Out.P("over XLinq", Parts(4).XPathSelectElements("part[price > 2]").Count());
    }

    public static void Transform(int size)
    {
        var transform = new XslCompiledTransform();
        transform.Load(XmlReader.Create(new StringReader(Sheet)));
        var arguments = new XsltArgumentList();
        arguments.AddParam("unit", "", " EUR");
        var writer = new StringWriter();
        transform.Transform(Parts(size * 2).CreateReader(), arguments, writer);
        Out.P("output", writer.ToString());
    }

    public static void Validate(int size)
    {
        var schemas = new XmlSchemaSet();
        schemas.Add("", XmlReader.Create(new StringReader(Schema)));
        string[] documents =
        {
            "<order day='2020-01-01'><item>1</item><code>AB12</code></order>",
            "<order><item>x</item><none/></order>",
            "<order day='2020-13-01'><item>1</item><code>b</code></order>",
            "<order day='2020-01-01'>" + string.Concat(Enumerable.Repeat("<item>1</item>", 3 + size)) + "<none/></order>",
        };
        foreach (string document in documents)
        {
            Out.P("document", document);
            XDocument.Parse(document).Validate(schemas, (_, e) => Out.P(e.Severity.ToString(), e.Message));
        }
    }
}
