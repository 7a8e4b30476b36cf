using SkiaSharp;
using Streaming.Plot;

namespace Streaming.Tests;

/// <summary>What is seen on the picture.</summary>
public class PictureTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(64)]
    [InlineData(256)]
    public void TheAreasLieOnThePageAndApart(int channels)
    {
        var layout = new Layout(channels);
        ScottPlot.PixelRect[] areas = [layout.Traces, layout.Levels, layout.Timeline, layout.Heat, layout.Spectra];
        Assert.All(areas, a => Assert.True(a.Left > 0 && a.Top > 0 && a.Right < Layout.Width && a.Bottom < layout.Height && a.Width > 100 && a.Height > 100));
        for (var i = 0; i < areas.Length; i++)
            for (var k = 0; k < i; k++)
                Assert.True(areas[i].Left >= areas[k].Right || areas[k].Left >= areas[i].Right || areas[i].Top >= areas[k].Bottom || areas[k].Top >= areas[i].Bottom, $"{i} and {k} overlap");
        Assert.True(layout.Traces.Height / channels >= 9, "a row is too low for its label");
    }

    [Fact]
    public void EveryPanelIsDrawn()
    {
        using var folder = new Folder();
        new Material(30, artifact: (12, 14, 2)).Run(folder["a.md"]);
        using var picture = SKBitmap.Decode(folder["a.png"]);
        var layout = new Layout(Material.Labels.Count);
        Assert.Equal((Layout.Width, layout.Height), (picture.Width, picture.Height));
        foreach (var area in (ScottPlot.PixelRect[])[layout.Traces, layout.Levels, layout.Timeline, layout.Spectra])
        {
            Assert.True(picture.Share(area, Looking.IsBlue) > 0.0005, $"no blue at {area}");
            Assert.True(picture.Share(area, Looking.IsOrange) > 0.0005, $"no orange at {area}");
            Assert.True(picture.Share(area, c => c == SKColors.White) > 0.3, $"no paper at {area}");
        }
    }

    [Fact]
    public void LabelsAndHeadAreWritten()
    {
        Assert.SkipWhen(Ink.Font is null, "needs a font");
        using var folder = new Folder();
        new Material(10).Run(folder["a.md"]);
        using var picture = SKBitmap.Decode(folder["a.png"]);
        var layout = new Layout(Material.Labels.Count);
        Assert.True(picture.Share(new(10, layout.Traces.Left - 6, layout.Traces.Bottom, layout.Traces.Top), IsDark) > 0.003, "no labels");
        Assert.True(picture.Share(new(24, 700, 70, 8), IsDark) > 0.01, "no head");

        static bool IsDark(SKColor c) => c.Red < 120 && c.Green < 120 && c.Blue < 120;
    }

    [Fact]
    public void TheMapIsDarkWhereAndWhenMostWasRemoved()
    {
        using var folder = new Folder();
        new Material(30, artifact: (12, 15, 2)).Run(folder["a.md"]);
        using var picture = SKBitmap.Decode(folder["a.png"]);
        var heat = new Layout(Material.Labels.Count).Heat;
        double Dark(double from, double to, int channel) => picture.Share(heat.Part(from / 30, to / 30, channel / 6.0, (channel + 1) / 6.0), c => c.Green < 90);
        Assert.True(Dark(12.2, 14.8, 2) > 0.95, $"{Dark(12.2, 14.8, 2)} dark");
        foreach (var (from, to, channel) in new[] { (1.0, 11.0, 2), (16.0, 29.0, 2), (12.2, 14.8, 1), (12.2, 14.8, 3) })
            Assert.True(Dark(from, to, channel) < 0.1, $"{Dark(from, to, channel)} dark from {from} s in channel {channel}");
    }

    [Fact]
    public void WhereNothingWasRemovedBeforeIsHiddenBehindAfter()
    {
        using var folder = new Folder();
        var material = new Material(20);
        var node = new Compare(new() { Path = folder["a.md"] });
        new NodeRun(node).Feed("before", Material.Format).Feed("after", Material.Format).Configure().Push<float>("before", material.After).Push<float>("after", material.After).End().Close();
        using var picture = SKBitmap.Decode(folder["a.png"]);
        var layout = new Layout(Material.Labels.Count);
        Assert.True(picture.Share(layout.Traces, Looking.IsOrange) < 0.001);
        Assert.True(picture.Share(layout.Traces, Looking.IsBlue) > 0.02);
        Assert.True(picture.Share(layout.Heat, c => c == SKColors.White) > 0.9, "the map is not empty");
    }

    [Fact]
    public void BadChannelsAreMarked()
    {
        using var folder = new Folder();
        var material = new Material(20);
        double Marked(string name, float[] mask)
        {
            var run = new NodeRun(new Compare(new() { Path = folder[name + ".md"] })).Feed("before", Material.Format).Feed("after", Material.Format)
                .Feed("mask", new StreamFormat { Kind = StreamKind.Features, Shape = [6] }).Configure();
            run.Push<float>("mask", mask, [5.0]).Settle("mask", 100);
            material.Push(run, 0, material.Samples, 400);
            run.End().Close();
            using var picture = SKBitmap.Decode(folder[name + ".png"]);
            return picture.Share(new Layout(6).Heat, Looking.IsBlue);
        }

        Assert.True(Marked("good", [0, 0, 0, 0, 0, 0]) < 1e-4);
        Assert.True(Marked("bad", [0, 0, 0, 1, 0, 0]) > 0.005);
    }

    [Fact]
    public void AFontIsChosenThatHasTheLetters()
    {
        Assert.Equal("DejaVu Sans", Ink.Choose(["Symbols", "dejavu sans", "Zapf"], _ => true), ignoreCase: true);
        Assert.Equal("Open Sans", Ink.Choose(["DejaVu Sans", "Open Sans"], _ => true));
        Assert.Equal("Zapf", Ink.Choose(["Symbols", "DejaVu Sans", "Zapf"], name => name == "Zapf"));
        // So a machine without fonts answers.
        Assert.Null(Ink.Choose([""], _ => true));
        Assert.Equal("this machine has no font, so the picture will have no text: install one, such as fonts-dejavu-core on Debian", Ink.RemarkOn(null));
        Assert.Null(Ink.RemarkOn("DejaVu Sans"));
    }
}
