using Spectre.Console;

namespace Streaming.View;

/// <summary>Draws in the place of the whole terminal, on its alternate screen, and leaves the last picture behind when it ends.</summary>
internal sealed class Terminal(IAnsiConsole console)
{
    private const string Begin = "\e[?1049h\e[?25l", Home = "\e[H", Erase = "\e[2J", End = "\e[?25h\e[?1049l";
    private Screen? screen;

    /// <summary>A screen of the terminal's present size, empty where the size has changed.</summary>
    public Screen Screen
    {
        get
        {
            var (width, height) = (Math.Max(1, console.Profile.Width), Math.Max(1, console.Profile.Height));
            if (screen is not null && screen.Width == width && screen.Height == height) return screen;
            console.Write(new ControlCode(screen is null ? Begin + Erase : Erase));
            return screen = new Screen(width, height);
        }
    }

    /// <summary>Shows what was drawn on the screen.</summary>
    public void Show()
    {
        console.Write(new ControlCode(Home));
        console.Write(Screen);
    }

    /// <summary>Gives the terminal back.</summary>
    public void Leave()
    {
        if (screen is null) return;
        console.Write(new ControlCode(End));
        console.Write(screen);
        console.WriteLine();
        screen = null;
    }
}
