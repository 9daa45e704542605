// Exercises MathNet.Numerics: linear algebra, decompositions, distributions, statistics, integration, roots, transforms.
using System;
using System.Globalization;
using System.Linq;
using Complex = System.Numerics.Complex;
using MathNet.Numerics;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Integration;
using MathNet.Numerics.IntegralTransforms;
using MathNet.Numerics.Interpolation;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.OdeSolvers;
using MathNet.Numerics.Optimization;
using MathNet.Numerics.Random;
using MathNet.Numerics.RootFinding;
using MathNet.Numerics.Statistics;

internal static class Driver
{
    static string F(double v) => (Math.Abs(v) < 1e-9 ? 0.0 : v).ToString("G8", CultureInfo.InvariantCulture);
    static string F(Complex v) => F(v.Real) + (v.Imaginary < -1e-9 ? "-" : "+") + F(Math.Abs(v.Imaginary)) + "i";
    static string M(Matrix<double> m) => string.Join(";", m.EnumerateRows().Select(r => string.Join(",", r.Select(F))));
    static string V(Vector<double> v) => string.Join(",", v.Select(F));

    static void Section(string name, Func<string> f)
    {
        try { Out.P(name, f().Replace("\r", "")); }
        catch (Exception e) { Out.P(name, e.GetType().Name + ": " + e.Message); }
    }

    static int Main(string[] args)
    {
        bool brief = args.Length > 0 && args[0] == "short";
        Control.UseManaged();
        Control.MaxDegreeOfParallelism = 1;
        int n = brief ? 4 : 40;
        MatrixBuilder<double> mb = Matrix<double>.Build;
        VectorBuilder<double> vb = Vector<double>.Build;
        Matrix<double> a = mb.Dense(4, 4, (i, j) => 1.0 / (i + j + 1) + (i == j ? 2 : 0));
        Matrix<double> b = mb.Dense(4, 4, (i, j) => (i * 3 + j * 7) % 5 - 2.0);
        Vector<double> v = vb.Dense(4, i => i + 1.0);
        Section("matrix ops", () => M(a * b + b.Transpose() * 2 - a.PointwiseMultiply(b)));
        Section("vector ops", () => V(a * v) + "|" + F(v.DotProduct(v)) + "|" + F(v.L2Norm()) + "|" + V(v.PointwisePower(2)) + "|" + V(v.Normalize(1)));
        Section("solve", () => V(a.Solve(v)));
        Section("inverse", () => M(a.Inverse()));
        Section("determinant", () => F(a.Determinant()) + "," + F(a.Trace()) + "," + a.Rank() + "," + F(a.ConditionNumber()) + "," + F(a.FrobeniusNorm()));
        Section("lu", () => M(a.LU().L) + "|" + M(a.LU().U));
        Section("qr", () => M(a.QR().R.PointwiseAbs()));
        Section("cholesky", () => M((a * a.Transpose()).Cholesky().Factor));
        Section("svd", () => V(b.Svd().S));
        Section("evd", () => string.Join(",", a.Evd().EigenValues.Select(F)));
        Section("evd general", () => string.Join(",", b.Evd().EigenValues.OrderBy(x => Math.Round(x.Real, 6)).ThenBy(x => x.Imaginary).Select(F)));
        Section("kernel", () => a.Append(b).SubMatrix(0, 3, 2, 4).ColumnSums().Count + "," + M(a.Stack(b).RemoveRow(0).SubMatrix(0, 2, 0, 2)) + M(a.KroneckerProduct(b).SubMatrix(0, 2, 0, 2)) + M(a.Power(3).SubMatrix(0, 2, 0, 2)));
        Section("sparse", () => { var s = mb.Sparse(20, 20, (i, j) => Math.Abs(i - j) < 2 ? 2.0 - Math.Abs(i - j) * 0.9 : 0); var r = s * s.Transpose(); return F(r.L1Norm()) + "," + V(s.Solve(vb.Dense(20, 1.0)).SubVector(0, 4)) + "," + s.EnumerateIndexed(Zeros.AllowSkip).Count(); });
        Section("complex", () => { var c = Matrix<Complex>.Build.Dense(2, 2, (i, j) => new Complex(i + 1, j - 1)); return string.Join(",", (c * c.ConjugateTranspose()).Enumerate().Select(F)) + F(c.Determinant()); });
        Section("single", () => { var s = Matrix<float>.Build.Dense(3, 3, (i, j) => i == j ? 2 : 0.5f); return string.Join(",", s.Inverse().Enumerate().Select(x => x.ToString("F4", CultureInfo.InvariantCulture))); });
        Section("iterative", () => { var s = mb.Sparse(n, n, (i, j) => i == j ? 4.0 : Math.Abs(i - j) == 1 ? -1.0 : 0); var x = s.SolveIterative(vb.Dense(n, 1.0), new MathNet.Numerics.LinearAlgebra.Double.Solvers.BiCgStab(), new MathNet.Numerics.LinearAlgebra.Double.Solvers.DiagonalPreconditioner()); return F(Math.Round(x.Sum(), 5)); });
        Section("special", () => F(SpecialFunctions.Gamma(4.5)) + "," + F(SpecialFunctions.Erf(0.7)) + "," + F(SpecialFunctions.BetaRegularized(2, 3, 0.4)) + "," + F(SpecialFunctions.DiGamma(2.2)) + "," + F(SpecialFunctions.BesselJ(1, 2.5)) + "," + F(SpecialFunctions.Harmonic(10)) + "," + F(SpecialFunctions.Binomial(20, 7)) + "," + F(SpecialFunctions.GammaLowerRegularized(2, 1.5)));
        Section("distributions", () => string.Join(",", new[] { Normal.CDF(0, 1, 1.2), Normal.InvCDF(0, 1, 0.9), Poisson.PMF(3, 2), Binomial.CDF(0.3, 10, 4), StudentT.CDF(0, 1, 5, 1.1), ChiSquared.CDF(3, 2.5), FisherSnedecor.CDF(3, 7, 1.4), Gamma.PDF(2, 3, 0.5), Beta.InvCDF(2, 3, 0.3), Weibull.CDF(1.5, 2, 1.1), Exponential.PDF(2, 0.4), LogNormal.CDF(0, 1, 2) }.Select(F)));
        Section("random", () => { var r = new MersenneTwister(42); var x = new Xorshift(7); return F(r.NextDouble()) + "," + r.Next(1000) + "," + F(x.NextDouble()) + "," + string.Join(",", Normal.Samples(new MersenneTwister(1), 0, 1).Take(4).Select(F)) + "," + new Poisson(4, new MersenneTwister(3)).Sample() + "," + string.Join("", Combinatorics.GeneratePermutation(8, new MersenneTwister(5))); });
        double[] data = Enumerable.Range(0, n * 10).Select(i => Math.Sin(i * 0.7) * 10 + i % 13).ToArray();
        Section("statistics", () => string.Join(",", new[] { data.Mean(), data.Variance(), data.StandardDeviation(), data.Median(), data.Percentile(90), data.Quantile(0.33), data.LowerQuartile(), data.Skewness(), data.Kurtosis(), data.Minimum(), data.Maximum(), data.RootMeanSquare(), data.InterquartileRange() }.Select(F)));
        Section("correlation", () => F(Correlation.Pearson(data, data.Select(x => x * x))) + "," + F(Correlation.Spearman(data, Enumerable.Reverse(data))) + "," + F(data.Covariance(data.Select((x, i) => (double)i))));
        Section("histogram", () => string.Join(",", Enumerable.Range(0, 5).Select(i => new Histogram(data, 5)[i].Count)));
        Section("running", () => { var r = new RunningStatistics(data); var d = new DescriptiveStatistics(data); return F(r.Mean) + "," + F(r.PopulationVariance) + "," + F(d.Kurtosis) + "," + r.Count + "," + string.Join(",", data.MovingAverage(4).Take(4).Select(F)); });
        Section("fit", () => { double[] x = { 1, 2, 3, 4, 5 }, y = { 2.1, 3.9, 6.2, 8.1, 9.8 }; var l = Fit.Line(x, y); return F(l.Item1) + "," + F(l.Item2) + "," + string.Join(",", Fit.Polynomial(x, y, 2).Select(F)) + "," + F(GoodnessOfFit.RSquared(x.Select(t => l.Item1 + l.Item2 * t), y)) + "," + string.Join(",", Fit.LinearCombination(x, y, t => 1, Math.Log, t => t).Select(F)); });
        Section("interpolation", () => { double[] x = { 0, 1, 2, 3, 4 }, y = { 0, 1, 4, 9, 16 }; return F(CubicSpline.InterpolateNatural(x, y).Interpolate(2.5)) + "," + F(Interpolate.Linear(x, y).Interpolate(1.5)) + "," + F(Interpolate.RationalWithoutPoles(x, y).Interpolate(3.3)) + "," + F(CubicSpline.InterpolateAkimaSorted(x, y).Differentiate(1.2)) + "," + F(Interpolate.Step(x, y).Integrate(4)); });
        Section("integration", () => F(SimpsonRule.IntegrateComposite(Math.Sin, 0, Math.PI, 100)) + "," + F(GaussLegendreRule.Integrate(x => x * x, 0, 3, 5)) + "," + F(DoubleExponentialTransformation.Integrate(x => Math.Exp(-x * x), -5, 5, 1e-8)) + "," + F(NewtonCotesTrapeziumRule.IntegrateAdaptive(Math.Cos, 0, 1, 1e-6)) + "," + F(GaussKronrodRule.Integrate(Math.Exp, 0, 1, out _, out _)));
        Section("roots", () => F(Brent.FindRoot(x => x * x - 2, 0, 2)) + "," + F(Bisection.FindRoot(x => Math.Cos(x) - x, 0, 1)) + "," + F(NewtonRaphson.FindRoot(x => x * x * x - 5, x => 3 * x * x, 0, 5)) + "," + string.Join(",", FindRoots.Polynomial(new[] { -6.0, 11, -6, 1 }).OrderBy(r => r.Real).Select(r => F(Math.Round(r.Real, 6)))) + "," + F(Cubic.RealRoots(-6, 11, -6).Item1));
        Section("optimize", () => { double x = FindMinimum.OfScalarFunction(t => (t - 2) * (t - 2) + 1, 0); var r = NelderMeadSimplex.Minimum(ObjectiveFunction.Value(p => Math.Pow(p[0] - 1, 2) + Math.Pow(p[1] + 2, 2)), vb.Dense(new[] { 0.0, 0.0 }), 1e-8, 500); return Math.Round(x, 4).ToString(CultureInfo.InvariantCulture) + "," + Math.Round(r.MinimizingPoint[0], 3).ToString(CultureInfo.InvariantCulture) + "," + Math.Round(r.MinimizingPoint[1], 3).ToString(CultureInfo.InvariantCulture); });
        Section("ode", () => string.Join(",", RungeKutta.FourthOrder(1.0, 0, 1, 11, (t, y) => -y * t).Select(F)));
        Section("fft", () => { Complex[] c = Enumerable.Range(0, brief ? 16 : 64).Select(i => new Complex(Math.Sin(i * 0.5), i % 4)).ToArray(); Fourier.Forward(c, FourierOptions.Matlab); string s = string.Join(",", c.Take(5).Select(x => F(Complex.Abs(x)))); Fourier.Inverse(c, FourierOptions.Matlab); return s + "|" + F(Math.Round(c[3].Real, 8)); });
        Section("bluestein", () => { Complex[] c = Enumerable.Range(0, 15).Select(i => new Complex(i, -i)).ToArray(); Fourier.Forward(c); return string.Join(",", c.Take(4).Select(x => F(Math.Round(Complex.Abs(x), 7)))); });
        Section("numbers", () => Euclid.GreatestCommonDivisor(462, 1071) + "," + Euclid.LeastCommonMultiple(12, 18) + "," + Euclid.ExtendedGreatestCommonDivisor(240, 46, out long x, out long y) + ":" + x + ":" + y + "," + 1024.IsPowerOfTwo() + "," + 17.CeilingToPowerOfTwo() + "," + Euclid.Modulus(-7, 3) + "," + 1e-10.AlmostEqual(0, 1e-9) + "," + F(3.7.Round(0)) + "," + F(Trig.Acosh(2)) + "," + F(Distance.Euclidean(new[] { 1.0, 2 }, new[] { 4.0, 6 })) + "," + F(Combinatorics.Combinations(10, 4)));
        Section("polynomial", () => { var p = new Polynomial(1.0, -3, 2); var q = new Polynomial(-1.0, 1); return (p * q).ToString() + "," + F(p.Evaluate(2.5)) + "," + p.Differentiate() + "," + Polynomial.DivideRemainder(p, q).Item1; });
        Section("window", () => string.Join(",", Window.Hann(6).Concat(Window.Blackman(5)).Concat(Generate.LinearSpaced(4, 0, 1)).Concat(Generate.Fibonacci(8).Select(z => (double)z)).Select(F)));
        Section("errors", () => a.Multiply(mb.Dense(3, 3)).ToString());
        Section("not posdef", () => mb.Dense(2, 2, new[] { 1.0, 2, 2, 1 }).Cholesky().Determinant.ToString(CultureInfo.InvariantCulture));
        Section("big", () => { Matrix<double> m = mb.Dense(n, n, (i, j) => Math.Cos(i * 3 + j * j) + (i == j ? n : 0)); return F(m.Determinant() > 0 ? 1 : -1) + "," + F(Math.Round((m * m.Inverse() - mb.DenseIdentity(n)).FrobeniusNorm(), 8)) + "," + F(Math.Round(m.QR().Solve(vb.Dense(n, 1.0)).Sum(), 8)) + "," + F(Math.Round(m.Svd().L2Norm, 6)); });
        return 0;
    }
}
