using System.Runtime.InteropServices;
using Streaming.Eeg;

namespace Streaming.Tests;

/// <summary>Against what other implementations made of public recordings.</summary>
public class AsrOracleTests
{
    [Theory]
    [InlineData(true, 1)][InlineData(false, 1)][InlineData(true, 0)][InlineData(false, 0)]
    public void Experiment(bool all, int hp)
    {
        var (matlab, rows, columns) = MatFile.Read(SharedData.Path("eeg/asr/asrpy_matlab_asr_data.mat"));
        var raw = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(SharedData.Path("eeg/eeglab/eeglab_data.fdt"))).ToArray();
        TestContext.Current.SendDiagnosticMessage($"{rows} x {columns}, {raw.Length / 32}");
        const int C = 32;
        var input = raw;
        var n = raw.Length / C;
        if (hp == 1)
        {
            input = (float[])raw.Clone();
            for (var c = 0; c < C; c++) { double s1 = 0, s2 = 0; // butterworth 2 at .5
                var w = Math.Tan(Math.PI * .5 / 128); var q = Math.Sqrt(.5); var nn = 1 / (1 + w / q + w * w); double b0 = nn, b1 = -2 * nn, b2 = nn, a1 = 2 * (w * w - 1) * nn, a2 = (1 - w / q + w * w) * nn;
                s1 = -b0 * raw[c]; s2 = b0 * raw[c];
                for (var t = 0; t < n; t++) { double x = raw[t * C + c]; var y = b0 * x + s1; s1 = b1 * x - a1 * y + s2; s2 = b2 * x - a2 * y; input[t * C + c] = (float)y; } }
        }
        var cal = new CleanCalibration(C, 128, n, 64, 10, all);
        cal.Add(input); cal.Work(long.MaxValue);
        Assert.True(cal.IsDone, $"clean {cal.CleanSeconds}");
        foreach (var cutoff in new[] { 2.5 })
        {
            var repair = new ArtifactRepair(C, 128, 64, 32, 32, 0.66);
            repair.Prepare(cal.Model, cutoff);
            var outp = new List<float>(); var buf = new float[C * 64]; var rem = 0;
            for (var at = 0; at < n;)
            {
                var k = Math.Min(repair.Missing, n - at);
                repair.Take(input.AsSpan(at * C, k * C)); at += k;
                if (repair.Missing == 0) { var r = repair.Ready; repair.Finish(true, buf); outp.AddRange(buf.AsSpan(0, r * C)); rem += repair.Removed > 0 ? 1 : 0; }
            }
            double Corr(Func<int, int, double> a, Func<int, int, double> b, int len)
            {
                double total = 0;
                for (var c = 0; c < C; c++)
                {
                    double sa = 0, sb = 0, saa = 0, sbb = 0, sab = 0;
                    for (var t = 0; t < len; t++) { var x = a(t, c); var y = b(t, c); sa += x; sb += y; saa += x * x; sbb += y * y; sab += x * y; }
                    total += (sab - sa * sb / len) / Math.Sqrt((saa - sa * sa / len) * (sbb - sb * sb / len));
                }
                return total / C;
            }
            var m = outp.Count / C - 40;
            string text = $"all {all} hp {hp} clean {cal.CleanSeconds} removedsteps {rem}: ";
            foreach (var d in new[] { 0, 16, 31, 32, 33 })
                text += $"delay {d}: {Corr((t, c) => outp[t * C + c], (t, c) => matlab[(t + d) * C + c], m):F4} (input {Corr((t, c) => raw[t * C + c], (t, c) => matlab[(t + d) * C + c], m):F4}) ";
            TestContext.Current.SendDiagnosticMessage(text);
            File.AppendAllText("/tmp/exp.txt", text + "\n");
        }
    }
}
