namespace Streaming.Tests;

/// <summary>As tests take it: with espeak-ng's rate, and what is missing for it is a reason to skip, by name.</summary>
internal sealed partial class SoundServer
{
    public const int Rate = 22050;

    public static SoundServer OrSkip(params string[] more)
    {
        var missing = Missing(more);
        Assert.SkipWhen(missing is not null, $"needs {missing}");
        return new SoundServer(Rate);
    }
}
