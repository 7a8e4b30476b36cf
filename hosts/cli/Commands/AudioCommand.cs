namespace Streaming.Cli.Commands;

/// <summary>Shows the devices that capture and play sound.</summary>
internal sealed class AudioCommand : Verb
{
    public AudioCommand(Shell shell) : base("audio", "List microphones and loudspeakers", "List the devices that capture and play sound.", "streaming audio list")
    {
        Add(new AudioListCommand(shell));
        NeedVerb(shell);
    }
}
