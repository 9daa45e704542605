// Allocation-heavy code with references live in every kind of place while collections run; `short` makes it small.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

internal sealed class Node
{
    public Node L, R;
    public string S;
    public int V;
    public Node(Node l, Node r, int v) { L = l; R = r; V = v; S = v.ToString(); }
    [MethodImpl(MethodImplOptions.NoInlining)] public int Sum() { int s = V + S.Length; if (L != null) s += L.Sum(); if (R != null) s += R.Sum(); return s; }
}

internal struct Fat { public object A; public int N; public string B; public long L; public Node C; }
internal struct Two { public string A; public Node B; }
internal sealed class GcException : Exception { public readonly Node N; public GcException(Node n) => N = n; }
internal ref struct Cursor { public Span<Node> Nodes; public ReadOnlySpan<char> Text; public int At; }

internal static class GcStress
{
    const MethodImplOptions NI = MethodImplOptions.NoInlining;
    [ThreadStatic] static object junk;
    static Node root;

    [MethodImpl(NI)] static void Alloc() { junk = new object[12]; junk = new byte[100]; }
    [MethodImpl(NI)] static Node Leaf(int v) => new Node(null, null, v);
    [MethodImpl(NI)] static Node Build(int d, int v) { if (d == 0) return Leaf(v); Node a = Build(d - 1, v * 2); Node b = Build(d - 1, v * 2 + 1); return new Node(a, b, v); }
    [MethodImpl(NI)] static int Locals(int k) { Node a = Leaf(k); string s = "s" + k; Alloc(); Node b = Leaf(k + 1); string t = s + b.S; Alloc(); object[] o = { a, b, s, t }; Alloc(); return a.V + b.V + s.Length + t.Length + ((Node)o[1]).V; }
    [MethodImpl(NI)] static int LoopCarried(int n) { Node head = null; string last = ""; for (int i = 0; i < n; i++) { head = new Node(head, null, i); last = head.S + last.Length; if (i % 3 == 0) Alloc(); } int s = last.Length; for (Node x = head; x != null; x = x.L) s = s * 3 + x.V; return s; }
    [MethodImpl(NI)] static int ManyRefs(int k)
    {
        string a = "a" + k, b = "b" + k, c = "c" + k, d = "d" + k, e = "e" + k, f = "f" + k, g = "g" + k, h = "h" + k, i = "i" + k, j = "j" + k, l = "l" + k, m = "m" + k;
        for (int x = 0; x < 4; x++) { string t = a; a = b + x; b = c; c = d; d = e; e = f; f = g; g = h; h = i; i = j; j = l; l = m; m = t; Alloc(); }
        return (a + b + c + d + e + f + g + h + i + j + l + m).Length * 31 + a[0] + b[0] * 2 + m[0] * 3;
    }
    [MethodImpl(NI)] static Fat MakeFat(int k) { Fat f; f.A = "A" + k; f.N = k; Alloc(); f.B = "B" + k; f.L = (long)k << 33; f.C = Leaf(k); return f; }
    [MethodImpl(NI)] static Two MakeTwo(int k) { Two t; t.A = "two" + k; t.B = Leaf(k); Alloc(); return t; }
    [MethodImpl(NI)] static string UseFat(Fat f, Two t, Fat g) { Alloc(); Fat copy = g; Alloc(); f.B += t.A; copy.C = t.B; return f.A + f.B + copy.C.S + copy.A + g.C.S + f.L; }
    [MethodImpl(NI)] static string Structs(int k) { Fat f = MakeFat(k); Two t = MakeTwo(k + 1); Fat[] a = new Fat[3]; a[1] = f; Alloc(); ref Fat r = ref a[1]; r.N++; Alloc(); r.B += "r"; a[2] = r; return UseFat(a[2], t, MakeFat(k + 2)) + r.N; }
    [MethodImpl(NI)] static int ByRef(ref Node n, Node[] a, int i) { a[i] = new Node(n, a[i], i); n = a[i]; Alloc(); return n.R == null ? 0 : n.R.V; }
    [MethodImpl(NI)] static int ByRefs(int k) { var a = new Node[4]; Node c = Build(1, k); int r = 0; for (int i = 0; i < 4; i++) { r += ByRef(ref c, a, i); r += ByRef(ref a[(i + 1) & 3], a, i); r += ByRef(ref c.L, a, i); } return r + c.V; }
    [MethodImpl(NI)] static int Interior(int k) { int[] a = new int[40]; a[20] = k; ref int p = ref a[20]; a = null; Alloc(); Alloc(); p += 3; int[] b = new int[4]; ref int q = ref b[1]; q = p; Alloc(); return p + q; }
    [MethodImpl(NI)] static int FieldRef(int k) { ref int v = ref Leaf(k).V; Alloc(); v++; Alloc(); return v; }
    [MethodImpl(NI)] static int Spans(int k) { Span<int> s = new int[30]; Alloc(); s[3] = k; Span<int> t = s.Slice(2, 10); Alloc(); t[2] += 4; ReadOnlySpan<char> c = ("span" + k).AsSpan(1); Alloc(); return s[3] + t[1] + s[4] + c.Length + c[0]; }
    [MethodImpl(NI)] static int Cursors(int k) { Cursor c = default; c.Nodes = new Node[5]; c.Text = ("text" + k).AsSpan(); for (int i = 0; i < 5; i++) { c.Nodes[i] = Leaf(i + k); Alloc(); c.At += c.Text[i % c.Text.Length]; } int s = c.At; foreach (Node n in c.Nodes) s += n.Sum(); return s; }
    [MethodImpl(NI)] static unsafe int Pinned(int k) { byte[] b = new byte[64]; b[3] = (byte)k; string s = "pin" + k; fixed (byte* p = b) fixed (char* q = s) { Alloc(); p[4] = (byte)q[0]; Alloc(); return p[3] + p[4] + q[3]; } }
    [MethodImpl(NI)] static string Args(object a, object b, object c, object d, object e, object f, object g, object h, int k, Two t) { Alloc(); string s = a.ToString() + h; Alloc(); return s + b + c + d + e + f + g + k + t.A + t.B.S; }
    [MethodImpl(NI)] static string CallArgs(int k) => Args("1" + k, k, "3" + k, (long)k, "5" + k, Leaf(k).S, "7" + k, "8" + k, Leaf(k).Sum(), MakeTwo(k));
    [MethodImpl(NI)] static int Throwing(Node n, int k) { if (k % 3 == 0) throw new GcException(new Node(n, null, k)); if (k % 3 == 1) { object o = null; return o.GetHashCode(); } return n.Sum(); }
    [MethodImpl(NI)] static int Catching(Node n, int k)
    {
        int r = 0; Node keep = new Node(n, n, k); string tag = "t" + k;
        try { r = Throwing(keep, k); }
        catch (GcException e) { string z = tag + e.N.V; Alloc(); r = e.N.L.V + z.Length + keep.L.V + n.Sum(); }
        catch (NullReferenceException e) when (FilterAlloc(e, keep, k)) { r = -keep.Sum() + tag.Length + n.V; }
        finally { string f = tag + "f"; r += f.Length + keep.R.V; Alloc(); r += f.Length + keep.S.Length; }
        return r;
    }
    [MethodImpl(NI)] static bool FilterAlloc(Exception e, Node k, int v) { Alloc(); return k.V == v && e.Message != null; }
    [MethodImpl(NI)] static int LeaveLoop(Node n, int k) { int r = 0; for (int i = 0; i < k; i++) { string s = "q" + i; try { if (i == 5) continue; if (i == 9) return r + s.Length; r += n.S.Length; } finally { Alloc(); r += s.Length; } } return r; }
    [MethodImpl(NI)] static T Generic<T>(T a, T b) { Alloc(); var l = new List<T> { a }; l.Add(b); Alloc(); T[] x = l.ToArray(); Alloc(); return x[1]; }
    [MethodImpl(NI)] static Func<int> Closure(int k) { string s = "cl" + k; Node n = Leaf(k); Alloc(); return () => { Alloc(); return s.Length + n.Sum(); }; }
    [MethodImpl(NI)] static int Deep(int n, string s, Node x) { if (n == 0) { Alloc(); return s.Length + x.V; } Node y = n % 4 == 0 ? Leaf(n) : x; return Deep(n - 1, n % 7 == 0 ? s + "d" : s, y) + y.V + s.Length; }
    [MethodImpl(NI)] static string BoxAndBack(int k) { object a = k, b = (long)k, c = k * 1.5, d = MakeTwo(k); Alloc(); return (int)a + (long)b + (double)c + ((Two)d).A; }
    [MethodImpl(NI)] static string Strings(int k) { var sb = new StringBuilder(); for (int i = 0; i < 10; i++) { sb.Append("x" + (k + i)).Append(i); if (i % 4 == 0) Alloc(); } return sb.ToString().Substring(3).Replace("x", "yy"); }
    [MethodImpl(NI)] static string Matrix(int k) { string[,] m = new string[3, 3]; for (int i = 0; i < 3; i++) for (int j = 0; j < 3; j++) { m[i, j] = "m" + (i * k + j); Alloc(); } return m[2, 1] + m[0, 2]; }
    [MethodImpl(NI)] static int Dict(int k) { var d = new Dictionary<string, Node>(); for (int i = 0; i < 12; i++) d["k" + (i * k % 7)] = Leaf(i); Alloc(); int s = 0; foreach (KeyValuePair<string, Node> kv in d) s = s * 5 + kv.Key.Length + kv.Value.V; return s; }
    [MethodImpl(NI)] static string Linq(int k) => string.Join(",", Enumerable.Range(k, 8).Select(Leaf).Where(n => n.V % 2 == 0).Select(n => n.S + n.Sum()));
    [MethodImpl(NI)] static void Statics(int k) { root = new Node(root, Leaf(k), k); Alloc(); if (k % 10 == 0) root = null; }
    [MethodImpl(NI)] static int Weak(int k) { var w = new WeakReference(Leaf(k)); Node strong = Leaf(k + 1); var w2 = new WeakReference(strong); GC.Collect(0); int r = w2.IsAlive ? 1 : 0; GC.KeepAlive(strong); return r; }
    [MethodImpl(NI)] static async Task<int> Async(int k) { Node n = Leaf(k); await Task.Yield(); string s = "as" + n.S; Alloc(); await Task.Yield(); return n.Sum() + s.Length + await Inner(k, s); }
    [MethodImpl(NI)] static async Task<int> Inner(int k, string s) { try { await Task.Yield(); if (k % 2 == 0) throw new GcException(Leaf(k)); return s.Length; } catch (GcException e) { await Task.Yield(); return e.N.V; } finally { Alloc(); } }
    [MethodImpl(NI)] static int Conditional(object o, int k) { Node n = k > 3 ? Leaf(k) : null; string s = (o as string) ?? "none" + k; Alloc(); return (n?.V ?? 7) + s.Length + (o is Node m ? m.Sum() : 0); }

    static ulong Work(int seed, int n, string[] lines)
    {
        ulong total = 7;
        for (int i = 0; i < n; i++)
        {
            int k = seed + i;
            Node x = Build(3, k & 63);
            int line = 0;
            void Note(string name, string v) { total = Out.Mix(total, v); if (lines != null && i < 2) lines[line++] += name + " " + v + "; "; }
            Note("Locals", Locals(k).ToString());
            Note("LoopCarried", LoopCarried(k % 40).ToString());
            Note("ManyRefs", ManyRefs(k).ToString());
            Note("Structs", Structs(k));
            Note("ByRefs", ByRefs(k & 31).ToString());
            Note("Interior", Interior(k).ToString());
            Note("FieldRef", FieldRef(k).ToString());
            Note("Spans", Spans(k).ToString());
            Note("Cursors", Cursors(k).ToString());
            Note("Pinned", Pinned(k).ToString());
            Note("CallArgs", CallArgs(k));
            Note("Catching", Catching(x, k).ToString());
            Note("LeaveLoop", LeaveLoop(x, k & 15).ToString());
            Note("Generic", Generic("a" + k, "b" + k) + Generic(k, k + 1) + Generic(MakeTwo(k), MakeTwo(k + 1)).A);
            Note("Closure", Closure(k)().ToString());
            Note("Deep", Deep(60, "s", x).ToString());
            Note("BoxAndBack", BoxAndBack(k));
            Note("Strings", Strings(k));
            Note("Matrix", Matrix(k));
            Note("Dict", Dict(k & 31).ToString());
            Note("Linq", Linq(k));
            Note("Weak", Weak(k).ToString());
            Note("Async", Async(k).GetAwaiter().GetResult().ToString());
            Note("Conditional", (Conditional("str", k) + Conditional(x, k) + Conditional(null, k)).ToString());
            Note("Sum", x.Sum().ToString());
        }
        return total;
    }

    static int Main(string[] args)
    {
        bool brief = args.Length > 0 && args[0] == "short";
        int n = brief ? 3 : 150;
        var lines = new string[30];
        Out.P("one thread", Work(1, n, lines));
        foreach (string l in lines) if (l != null) Console.WriteLine(l);
        for (int i = 0; i < n; i++) Statics(i);
        Out.P("statics", root.Sum());
        int threads = brief ? 2 : 4;
        var results = new ulong[threads];
        var ts = new Thread[threads];
        for (int i = 0; i < threads; i++)
        {
            int j = i;
            ts[i] = new Thread(() => results[j] = Work(j * 1000, n, null));
            ts[i].Start();
        }
        foreach (Thread t in ts) t.Join();
        foreach (ulong r in results) Out.P("thread", r);
        Out.P("collected", GC.CollectionCount(0) > 0);
        return 0;
    }
}
