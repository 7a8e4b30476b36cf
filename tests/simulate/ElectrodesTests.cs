using System.Numerics;

namespace Streaming.Tests;

public class ElectrodesTests
{
    [Fact]
    public void All_lie_on_the_sphere_at_places_of_their_own()
    {
        Assert.Equal(76, Electrodes.Labels.Count);
        Assert.All(Electrodes.Labels, label => Assert.Equal(1, Electrodes.Position(label).Length(), 1e-5));
        Assert.Equal(72, Electrodes.Labels.Select(Electrodes.Position).Distinct().Count());     // T3, T4, T5, T6 are second names
    }

    [Theory]
    [InlineData("Cz", 0, 0, 1)]
    [InlineData("T8", 0.999, 0, -0.035)]
    [InlineData("Fp1", -0.309, 0.950, -0.035)]
    [InlineData("O2", 0.309, -0.950, -0.035)]
    [InlineData("c4", 0.719, 0, 0.695)]
    public void Sit_where_the_system_puts_them(string label, float x, float y, float z) =>
        Assert.InRange(Vector3.Distance(new(x, y, z), Electrodes.Position(label)), 0, 1e-3);

    [Theory]
    [InlineData("F3", "F4")]
    [InlineData("AF7", "AF8")]
    [InlineData("TP9", "TP10")]
    [InlineData("PO3", "PO4")]
    public void Left_and_right_mirror_each_other(string left, string right)
    {
        var (l, r) = (Electrodes.Position(left), Electrodes.Position(right));
        Assert.Equal(l with { X = -l.X }, r);
        Assert.True(l.X < 0);
    }

    [Theory]
    [InlineData("Fc5.", "FC5")]
    [InlineData("EEG Fp1", "Fp1")]
    [InlineData("EEG O2-Ref", "O2")]
    [InlineData("T3", "T7")]
    [InlineData("EOG1", null)]
    [InlineData("F3-C3", null)]
    public void Are_found_by_the_labels_of_recordings(string label, string? electrode)
    {
        Assert.Equal(electrode is not null, Electrodes.TryFind(label, out var position));
        if (electrode is not null) Assert.Equal(Electrodes.Position(electrode), position);
    }

    [Fact]
    public void An_unknown_label_is_named()
    {
        var error = Assert.Throws<FormatMismatchException>(() => Electrodes.Position("ECG"));
        Assert.Equal("expected an electrode of the 10-10 system, such as Fp1, Cz, T8, POz or O2, found 'ECG'; name a channel that has a place on the head", error.Message);
    }
}
