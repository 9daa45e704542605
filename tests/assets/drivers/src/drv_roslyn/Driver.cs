// Exercises Roslyn: parses, binds, analyses, transforms and emits C#; compares trees; formats diagnostics and symbols.
using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

internal sealed class Renamer : CSharpSyntaxRewriter
{
    public int Count;
    public override SyntaxToken VisitToken(SyntaxToken token)
    {
        if (!token.IsKind(SyntaxKind.IdentifierToken) || token.ValueText.Length > 1) return base.VisitToken(token);
        Count++;
        return SyntaxFactory.Identifier(token.LeadingTrivia, "_" + token.ValueText, token.TrailingTrivia);
    }
    public override SyntaxNode VisitBinaryExpression(BinaryExpressionSyntax node) => SyntaxFactory.ParenthesizedExpression((ExpressionSyntax)base.VisitBinaryExpression(node));
}

internal sealed class Walker : CSharpSyntaxWalker
{
    public readonly SortedDictionary<string, int> Kinds = new SortedDictionary<string, int>(StringComparer.Ordinal);
    public Walker() : base(SyntaxWalkerDepth.StructuredTrivia) { }
    public override void DefaultVisit(SyntaxNode node) { string k = node.Kind().ToString(); Kinds[k] = Kinds.GetValueOrDefault(k) + 1; base.DefaultVisit(node); }
}

internal static class Driver
{
    const string Source = @"
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;

namespace Demo
{
    /// <summary>A shape with <see cref=""Area""/>.</summary>
    public abstract record Shape(string Name) { public abstract double Area { get; } }
    public sealed record Circle(double R) : Shape(""circle"") { public override double Area => Math.PI * R * R; }
    public readonly struct Vec<T> where T : struct, IComparable<T>
    {
        public T X { get; init; }
        public static bool operator <(Vec<T> a, Vec<T> b) => a.X.CompareTo(b.X) < 0;
        public static bool operator >(Vec<T> a, Vec<T> b) => b < a;
    }
    [Flags] public enum Options : byte { None, A = 1 << 0, B = 1 << 1, Both = A | B }
    public interface IVisitor<in T, out R> { R Visit(T t); event Action<int> Changed; }
    public delegate T Maker<out T>(int n = 3, params object[] rest);

    public partial class Program
    {
        private readonly Dictionary<string, List<int>> map = new();
        private static int counter;
        public int this[string key] => map.TryGetValue(key, out var l) ? l.Count : -1;

        public IEnumerable<int> Steps(int n)
        {
            for (int i = 0; i < n; i++) { if (i % 3 == 0) continue; yield return i * i; }
        }

        public async Task<string> Run(string[] args, object o)
        {
            try
            {
                await Task.Yield();
                var q = from a in args where a.Length > 2 orderby a descending select new { a, a.Length };
                foreach (var (x, i) in q.Select((x, i) => (x, i))) counter += x.Length + i;
                return o switch { int n when n > 5 => $""big {n:x4}"", string { Length: > 3 } s => s[^1].ToString(), null => ""none"", _ => nameof(o) };
            }
            catch (InvalidOperationException e) when (e.Message is { Length: 0 }) { throw new Exception(""x"", e); }
            finally { counter--; }
        }

        public static unsafe int Sum(Span<int> s)
        {
            int total = 0; fixed (int* p = s) { for (int k = 0; k < s.Length; k++) total += p[k]; }
            int Local(int a, int b) => checked(a * b) + (a > b ? a : ~b);
            Func<int, int> f = z => Local(z, total) ?? 0;
            goto done;
        done:
            lock (typeof(Program)) { return total switch { < 0 => -1, 0 => 0, _ => f(total) }; }
        }
    }
}
";

    const string Good = @"
using System; using System.Collections.Generic; using System.Linq; using System.Threading.Tasks;
public class Good<T> where T : IComparable<T>
{
    readonly List<T> items = new List<T>();
    public T Max() { T m = items[0]; foreach (var x in items) if (x.CompareTo(m) > 0) m = x; return m; }
    public IEnumerable<(int, T)> Indexed() { int i = 0; foreach (T t in items) yield return (i++, t); }
    public async Task<int> Work(int n) { int s = 0; for (int i = 0; i < n; i++) { await Task.Delay(i); try { s += items.Count(x => x != null && i > s); } finally { s--; } } return s; }
    public static string Name(object o) => o switch { int i => ""i"" + i, string s when s.Length > 2 => s, (int a, int b) => $""{a}-{b}"", _ => ""other"" };
    public static long Fold(string text) { long h = 17; unchecked { foreach (char c in text) h = h * 31 + c; } return h; }
    public static string Pick(string s) { switch (s) { case ""a"": return ""1""; case ""b"": return ""2""; case ""c"": return ""3""; case ""d"": return ""4""; case ""e"": return ""5""; case ""f"": return ""6""; case ""g"": return ""7""; default: return null; } }
    public record struct Point(int X, int Y) { public int Sum => X + Y; }
}
";

    static readonly ImmutableArray<MetadataReference> References = ImmutableArray.Create<MetadataReference>(
        new[] { "System.Private.CoreLib", "System.Runtime", "System.Collections", "System.Linq", "System.Threading.Tasks", "System.Console" }
        .Select(n => Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location), n + ".dll")).Where(File.Exists).Select(p => (MetadataReference)MetadataReference.CreateFromFile(p)).ToArray());

    static void Section(string name, Func<string> f)
    {
        try { Out.P(name, f().Replace("\r", "")); }
        catch (Exception e) { Out.P(name, e.GetType().Name + ": " + e.Message); }
    }

    static CSharpCompilation Compile(string name, string source, OutputKind kind = OutputKind.DynamicallyLinkedLibrary) =>
        CSharpCompilation.Create(name, new[] { CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.Latest), name + ".cs", Encoding.UTF8) }, References,
            new CSharpCompilationOptions(kind, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true, concurrentBuild: false, deterministic: true));

    static string Members(INamespaceOrTypeSymbol s, int depth)
    {
        var sb = new StringBuilder();
        foreach (ISymbol m in s.GetMembers().Where(m => !m.IsImplicitlyDeclared).OrderBy(m => m.ToDisplayString(), StringComparer.Ordinal))
        {
            sb.Append(' ', depth).Append(m.Kind).Append(' ').Append(m.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat)).Append(' ').Append(m.DeclaredAccessibility).Append(m.IsStatic ? " static" : "").Append(' ').Append(m.GetDocumentationCommentId()).Append('\n');
            if (m is INamespaceOrTypeSymbol t) sb.Append(Members(t, depth + 1));
        }
        return sb.ToString();
    }

    static int Main(string[] args)
    {
        bool brief = args.Length > 0 && args[0] == "short";
        if (brief)
        {
            Section("short", () => SyntaxFactory.ParseExpression("a+b*(c-d)>>2").NormalizeWhitespace().ToString());
            Section("short tree", () => CSharpSyntaxTree.ParseText("class C { int M(int x) { return x * 2; } ").GetRoot().DescendantNodes().Count().ToString());
            return 0;
        }
        SyntaxTree tree = CSharpSyntaxTree.ParseText(Source, new CSharpParseOptions(LanguageVersion.Latest, DocumentationMode.Diagnose));
        CompilationUnitSyntax root = tree.GetCompilationUnitRoot();
        Section("parse", () => root.FullSpan.Length + "," + (root.ToFullString() == Source) + "," + root.DescendantNodesAndTokensAndSelf(descendIntoTrivia: true).Count() + "," + tree.GetDiagnostics().Count());
        Section("kinds", () => { var w = new Walker(); w.Visit(root); return string.Join(" ", w.Kinds.Select(k => k.Key + ":" + k.Value)); });
        Section("rewrite", () => { var r = new Renamer(); SyntaxNode n = r.Visit(root); return r.Count + n.NormalizeWhitespace("  ", "\n").ToFullString(); });
        Section("tokens", () => string.Join(" ", SyntaxFactory.ParseTokens("int x = 0x1F_FF + 1e3f - 'c' + @\"v\"\"q\" + $\"i{x}\" ?? a?.b ??= c => d; /* c */ // e").Select(t => t.Kind() + ":" + t.ValueText)));
        Section("expression", () => SyntaxFactory.ParseExpression("a+b*(c-d)>>2 is int i and > 5 ? await x : y?[1]!.z").NormalizeWhitespace().ToString());
        Section("incremental", () => { SourceText text = tree.GetText(); int at = Source.IndexOf("counter--", StringComparison.Ordinal); SyntaxTree changed = tree.WithChangedText(text.WithChanges(new TextChange(new TextSpan(at, 9), "counter += 2"))); return string.Join(",", changed.GetChanges(tree).Select(c => c.Span + c.NewText)) + changed.GetRoot().IsEquivalentTo(root); });
        Section("factory", () => SyntaxFactory.ClassDeclaration("Made").AddModifiers(SyntaxFactory.Token(SyntaxKind.PublicKeyword)).AddMembers(SyntaxFactory.MethodDeclaration(SyntaxFactory.ParseTypeName("int"), "M").WithBody(SyntaxFactory.Block(SyntaxFactory.ParseStatement("return 42;")))).NormalizeWhitespace().ToFullString());
        Section("parse errors", () => string.Join("\n", CSharpSyntaxTree.ParseText("class { int x = ; void M( { foreach x in y } \"open \n #if Z\n }").GetDiagnostics().Select(d => d.ToString())));
        CSharpCompilation compilation = Compile("Demo", Source);
        SemanticModel model = compilation.GetSemanticModel(compilation.SyntaxTrees[0]);
        SyntaxNode bound = compilation.SyntaxTrees[0].GetRoot();
        Section("diagnostics", () => string.Join("\n", compilation.GetDiagnostics().Select(d => d.ToString()).OrderBy(d => d, StringComparer.Ordinal)));
        Section("members", () => Members(compilation.Assembly.GlobalNamespace, 0));
        Section("types", () => string.Join(" ", bound.DescendantNodes().OfType<ExpressionSyntax>().Select(e => model.GetTypeInfo(e).Type?.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)).Where(t => t != null)));
        Section("symbols", () => string.Join(" ", bound.DescendantNodes().OfType<IdentifierNameSyntax>().Select(e => model.GetSymbolInfo(e).Symbol?.ToDisplayString() ?? "?")));
        Section("constants", () => string.Join(" ", bound.DescendantNodes().OfType<ExpressionSyntax>().Select(e => model.GetConstantValue(e)).Where(c => c.HasValue).Select(c => c.Value ?? "null")));
        Section("flow", () => { MethodDeclarationSyntax m = bound.DescendantNodes().OfType<MethodDeclarationSyntax>().First(x => x.Identifier.Text == "Sum"); DataFlowAnalysis d = model.AnalyzeDataFlow(m.Body.Statements[0], m.Body.Statements[2]); return string.Join(",", d.VariablesDeclared) + "|" + string.Join(",", d.Captured) + "|" + string.Join(",", d.DataFlowsOut) + "|" + model.AnalyzeControlFlow(m.Body).ReturnStatements.Length; });
        Section("lookup", () => string.Join(",", model.LookupSymbols(Source.IndexOf("counter--", StringComparison.Ordinal)).Select(s => s.Name).Where(s => s.Length < 8).Distinct().OrderBy(s => s, StringComparer.Ordinal).Take(40)));
        Section("operations", () => { var kinds = new SortedDictionary<string, int>(StringComparer.Ordinal); foreach (MethodDeclarationSyntax m in bound.DescendantNodes().OfType<MethodDeclarationSyntax>()) foreach (IOperation o in model.GetOperation(m).Descendants()) kinds[o.Kind.ToString()] = kinds.GetValueOrDefault(o.Kind.ToString()) + 1; return string.Join(" ", kinds.Select(k => k.Key + ":" + k.Value)); });
        Section("conversions", () => { INamedTypeSymbol I(SpecialType t) => compilation.GetSpecialType(t); return compilation.ClassifyConversion(I(SpecialType.System_Int32), I(SpecialType.System_Int64)) + "," + compilation.ClassifyConversion(I(SpecialType.System_String), I(SpecialType.System_Object)) + "," + compilation.ClassifyConversion(I(SpecialType.System_Double), I(SpecialType.System_Byte)) + "," + compilation.ClassifyConversion(I(SpecialType.System_String), I(SpecialType.System_Int32)); });
        Section("emit", () =>
        {
            CSharpCompilation good = Compile("Good", Good);
            var stream = new MemoryStream();
            EmitResult result = good.Emit(stream, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.Embedded));
            if (!result.Success) return string.Join("\n", result.Diagnostics);
            byte[] image = stream.ToArray();
            using var pe = new PEReader(ImmutableArray.Create(image));
            MetadataReader md = pe.GetMetadataReader();
            var sb = new StringBuilder();
            foreach (TypeDefinitionHandle h in md.TypeDefinitions)
            {
                TypeDefinition t = md.GetTypeDefinition(h);
                sb.Append(md.GetString(t.Name)).Append(':');
                foreach (MethodDefinitionHandle m in t.GetMethods()) { MethodDefinition d = md.GetMethodDefinition(m); sb.Append(' ').Append(md.GetString(d.Name)).Append('/').Append(d.RelativeVirtualAddress == 0 ? 0 : pe.GetMethodBody(d.RelativeVirtualAddress).Size); }
                sb.Append('\n');
            }
            var again = new MemoryStream();
            Compile("Good", Good).Emit(again, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.Embedded));
            return again.ToArray().AsSpan().SequenceEqual(image) + "\n" + sb;
        });
        Section("references", () => { INamedTypeSymbol list = compilation.GetTypeByMetadataName("System.Collections.Generic.List`1"); return list.Construct(compilation.GetSpecialType(SpecialType.System_String)).GetMembers("Add")[0].ToDisplayString() + list.AllInterfaces.Length + list.TypeParameters[0].Name; });
        Section("many", () =>
        {
            ulong h = 1;
            for (int i = 0; i < 12; i++)
            {
                var stream = new MemoryStream();
                CSharpCompilation c = Compile("G" + i, Good.Replace("Good", "Good" + i).Replace("31", (31 + i).ToString()));
                h = Out.Mix(h, c.Emit(stream).Success ? (ulong)stream.Length : 0);
            }
            return h.ToString("x");
        });
        return 0;
    }
}
