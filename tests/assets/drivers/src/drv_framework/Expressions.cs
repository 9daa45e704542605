// Expression trees, compiled and interpreted, and late binding by the `dynamic` binder.
using System;
using System.Collections.Generic;
using System.Dynamic;
using System.Linq;
using System.Linq.Expressions;

internal static class Expressions
{
    static void Both<T>(string name, Expression<T> tree, Func<T, object> call)
    {
        Out.P(name, tree.ToString());
        Out.P(name + " compiled", call(tree.Compile()).ToString());
        Out.P(name + " interpreted", call(tree.Compile(true)).ToString());
    }

    public static void Run(int size)
    {
        Both("loop", SumOfSquares(), f => f(10 * size));
        Both("text", (Expression<Func<string, int, string>>)((s, i) =>
                s.ToUpper().Substring(i) + (i > 1 ? "a" : "b" + i) + new { i }),
            f => f("hello", 2) + f("world", 1));
        Both("person", (Expression<Func<Person, bool>>)(p =>
                p.Name.StartsWith("Z") && p.Scores.Length > 1 || p.Friend == null),
            f => f(Person.Chain(3)) + " " + f(Person.Chain(1)));
        Both("lists", (Expression<Func<int, List<int>>>)(i => new List<int> { i, i * 2, (i & 1) == 0 ? 3 : 4 }),
            f => f(size).Sum());
        Both("nested", (Expression<Func<int, Func<int, int>>>)(x => y => checked(x * y + 1)), f => f(6)(7));
        Both("lifted", (Expression<Func<int?, double, double?>>)((x, y) => x * y - (x ?? 1)),
            f => f(4, 0.5) + " " + f(null, 1).HasValue);
        Both("caught", Caught(), f => f(0) + " " + f(5));
        Both("switch", Switch(), f => f("one") + f("two") + f("three"));
        IQueryable<int> queryable = Enumerable.Range(0, 20).AsQueryable();
        var named = queryable.Where(x => x % 2 == 1).Select(x => new { x, s = x.ToString() });
        Out.P("query", named.OrderByDescending(q => q.s).First().ToString());
        var renamed = (LambdaExpression)new Rename().Visit((Expression<Func<int, int>>)(old => old + 1));
        Out.P("visited", renamed.ToString());
    }

    static Expression<Func<int, long>> SumOfSquares()
    {
        ParameterExpression x = Expression.Parameter(typeof(int), "x");
        ParameterExpression total = Expression.Variable(typeof(long), "total");
        LabelTarget done = Expression.Label(typeof(long));
        Expression square = Expression.Convert(Expression.Multiply(x, x), typeof(long));
        Expression step = Expression.Block(Expression.AddAssign(total, square), Expression.PreDecrementAssign(x));
        Expression test = Expression.GreaterThan(x, Expression.Constant(0));
        Expression loop = Expression.Loop(Expression.IfThenElse(test, step, Expression.Break(done, total)), done);
        return Expression.Lambda<Func<int, long>>(Expression.Block(new[] { total }, loop), x);
    }

    static Expression<Func<int, int>> Caught()
    {
        ParameterExpression x = Expression.Parameter(typeof(int), "x");
        Expression divide = Expression.Divide(Expression.Constant(100), x);
        CatchBlock handler = Expression.Catch(typeof(DivideByZeroException), Expression.Constant(-7));
        return Expression.Lambda<Func<int, int>>(Expression.TryCatchFinally(divide, Expression.Empty(), handler), x);
    }

    static Expression<Func<string, int>> Switch()
    {
        ParameterExpression word = Expression.Parameter(typeof(string), "word");
        SwitchCase one = Expression.SwitchCase(Expression.Constant(1), Expression.Constant("one"));
        SwitchCase two = Expression.SwitchCase(Expression.Constant(2), Expression.Constant("two"), Expression.Constant("zwei"));
        return Expression.Lambda<Func<string, int>>(Expression.Switch(word, Expression.Constant(0), one, two), word);
    }

    sealed class Rename : ExpressionVisitor
    {
        readonly ParameterExpression fresh = Expression.Parameter(typeof(int), "fresh");
        protected override Expression VisitParameter(ParameterExpression node) => fresh;
    }

    sealed class Echo : DynamicObject
    {
        public override bool TryGetMember(GetMemberBinder binder, out object result)
        {
            result = "get " + binder.Name;
            return true;
        }

        public override bool TryInvokeMember(InvokeMemberBinder binder, object[] args, out object result)
        {
            result = binder.Name + "(" + string.Join(",", args) + ")";
            return binder.Name != "Refused";
        }
    }

    public static void Late(int size)
    {
        dynamic bag = new ExpandoObject();
        bag.number = 5;
        bag.text = "s";
        bag.twice = (Func<int, int>)(x => x * 2);
        Out.P("expando", (string)(bag.number + bag.twice(4) + bag.text));
        Out.P("members", string.Join(",", ((IDictionary<string, object>)bag).Keys));
        dynamic text = "string";
        Out.P("string", (string)(text.Length + text.Substring(1) + text[2]));
        dynamic number = 3;
        number += 2.5;
        number = -number * 2m.CompareTo(1m);
        Out.P("number", (double)number);
        dynamic list = new List<int> { 1, 2 };
        list.Add(size);
        foreach (dynamic item in list) Console.Write(item + 1 + " ");
        Console.WriteLine((bool)(list[2] > 2));
        dynamic echo = new Echo();
        Out.P("echo", (string)(echo.Anything + " " + echo.Call(1, "b")));
        var wrongs = new Func<object>[] { () => text.Nope(), () => list.Add("x"), () => echo.Refused(), () => text - 1 };
        foreach (Func<object> wrong in wrongs)
        {
            try
            {
                wrong();
            }
            catch (Exception e)
            {
                Out.P("error", e.Message);
            }
        }
    }
}
