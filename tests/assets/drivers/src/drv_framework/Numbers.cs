// Big integers, complex numbers, 128 bits, vectors and matrices, formats.
using System;
using System.Globalization;
using System.Numerics;

internal static class Numbers
{
    public static void Run(int size)
    {
        BigInteger factorial = BigInteger.One;
        for (int i = 1; i < 60 * size; i++) factorial *= i;
        Out.P("factorial", factorial.ToString());
        Out.P("power", BigInteger.ModPow(3, factorial, BigInteger.Parse("1000000007000000009")).ToString());
        Out.P("divisor", BigInteger.GreatestCommonDivisor(factorial, BigInteger.Pow(2, 70) * 3).ToString());
        Out.P("hexadecimal", (factorial >> 100).ToString("X") + (-factorial ^ 12345).ToString("x"));
        Out.P("quotient", (factorial / BigInteger.Parse("98765432109876543210987") % 1000007).ToString());
        Out.P("logarithm", BigInteger.Log10(factorial));
        Out.P("bytes", Convert.ToHexString((factorial % (BigInteger.One << 90)).ToByteArray(true, true)));
        Out.P("complex", (new Complex(1, 2) * Complex.Exp(new Complex(0.5, -1)) + Complex.Sqrt(-4)).ToString("F9"));
        Out.P("wide", (Int128.MaxValue / 7 * -3).ToString());
        Out.P("wide remainder", (UInt128.Parse("340282366920938463463374607431768211455") % 1000007).ToString());
        Out.P("half", ((Half)1.2345f).ToString() + Half.MaxValue);
        Out.P("vector", (new Vector3(1, 2, 3) * 2 + Vector3.Cross(Vector3.UnitX, Vector3.UnitY)).ToString());
        Matrix4x4 matrix = Matrix4x4.CreateRotationX(0.5f) * Matrix4x4.CreateTranslation(1, 2, 3);
        Matrix4x4.Invert(matrix, out Matrix4x4 inverse);
        Out.P("matrix", Rounded(inverse.M43) + Rounded(matrix.GetDeterminant()) + Rounded(inverse.M22));
        Quaternion turn = Quaternion.CreateFromYawPitchRoll(1, 2, 3);
        Out.P("quaternion", Rounded(turn.X) + Rounded(turn.Length()) + Rounded(Vector3.Transform(Vector3.UnitZ, turn).Y));
        Vector<int> lanes = new Vector<int>(5) * new Vector<int>(3) - Vector<int>.One;
        Out.P("lanes", lanes[0] + Vector.Dot(lanes, Vector<int>.One) / Vector<int>.Count);
        Out.P("sum", Sum(new[] { 1.5m, 2.25m }) + " " + Sum(new[] { 1, 2, 3 }) + " " + Sum(new[] { BigInteger.One << 70 }));
        foreach (string format in new[] { "C", "E3", "N1", "P", "0.00;(0.0);nil", "#,##0.###" })
            Out.P(format, (-1234.5678).ToString(format, CultureInfo.InvariantCulture) + 0m.ToString(format));
    }

    static string Rounded(float value) => value.ToString("F4", CultureInfo.InvariantCulture) + " ";

    static T Sum<T>(T[] values) where T : INumber<T>
    {
        T total = T.Zero;
        foreach (T value in values) total += value;
        return total;
    }
}
