using Spectre.Console.Testing;
using Streaming.View;

namespace Streaming.Tests;

public class DrawingTests
{
    [Fact]
    public void A_screen_cuts_off_what_does_not_fit()
    {
        var screen = new Screen(10, 2);
        screen.Write(7, 0, "abcdef", Ink.Plain);
        screen.WriteBefore(3, 1, "abcdef", Ink.Plain);
        screen.Put(0, 5, 'x', Ink.Plain);
        Assert.Equal("       abc\ndef       ", screen.ToString());
    }

    [Theory]
    [InlineData("a\nb", "a?b")]
    [InlineData("a\e[2Jb", "a?[2Jb")]
    [InlineData("眼睛", "??")]
    [InlineData("e\u0301", "e?")]
    [InlineData("😀", "??")]
    [InlineData("µ⣿─✓", "µ⣿─✓")]
    public void A_screen_keeps_out_what_would_not_take_one_cell(string written, string shown)
    {
        var screen = new Screen(8, 1);
        screen.Write(0, 0, written, Ink.Plain);
        Assert.Equal(shown.PadRight(8), screen.ToString());
    }

    [Fact]
    public void A_screen_renders_its_rows_with_their_colours()
    {
        var console = new TestConsole().Width(12).EmitAnsiSequences();
        var screen = new Screen(6, 2);
        screen.Write(0, 0, "ok", Ink.Good);
        screen.Write(3, 0, "no", Ink.Bad);
        console.Write(screen);
        Assert.Equal("\e[38;5;34mok\e[0m \e[38;5;196mno\e[0m \n      ", console.Output);
    }

    [Fact]
    public void A_title_leaves_out_a_remark_for_which_there_is_no_room()
    {
        var screen = new Screen(30, 2);
        screen.Title(new(0, 0, 30, 1), "title", "remark");
        screen.Title(new(0, 1, 14, 1), "title", "remark");
        Assert.Equal("─ title ───────────── remark ─\n─ title ──────                ", screen.ToString());
    }

    [Fact]
    public void Braille_sets_the_dots_that_Unicode_numbers()
    {
        var (dots, screen) = (new Braille(), new Screen(3, 2));
        dots.Begin(3, 2);
        dots.Line(0, 0, 3);          // the left column of the first cell: dots 1, 2, 3, 7
        dots.Line(3, 3, 4);          // across two cells: dot 8 above, dot 4 below
        dots.Line(4, -5, 100);       // cut off at both ends
        dots.Line(6, 0, 7);          // beyond the right edge
        dots.Write(screen, 0, 0, _ => Ink.Plain);
        Assert.Equal("⡇⢀⡇\n ⠈⡇", screen.ToString());
    }

    [Theory]
    [InlineData(0, "–")]
    [InlineData(double.NaN, "–")]
    [InlineData(12.345, "12.3")]
    [InlineData(99.96, "100")]
    [InlineData(250, "250")]
    [InlineData(9999.4, "9999")]
    [InlineData(44100, "44.1k")]
    [InlineData(2.5e6, "2.5M")]
    public void Rates_take_few_characters(double perSecond, string text) => Assert.Equal(text, Figure.Rate(perSecond));

    [Theory]
    [InlineData(double.NaN, "–")]
    [InlineData(85e-9, "85 ns")]
    [InlineData(12.34e-6, "12.3 µs")]
    [InlineData(999.96e-6, "1.0 ms")]
    [InlineData(4.56e-3, "4.6 ms")]
    [InlineData(2, "2.00 s")]
    public void Times_take_few_characters(double seconds, string text) => Assert.Equal(text, Figure.Time(seconds));

    [Theory]
    [InlineData(0, "00:00.0")]
    [InlineData(83.46, "01:23.4")]
    [InlineData(59.99, "00:59.9")]
    [InlineData(7283, "2:01:23")]
    [InlineData(-3.5, "-00:03.5")]
    public void A_clock_shows_minutes_and_hours(double seconds, string text) => Assert.Equal(text, Figure.Clock(seconds));
}
