using System.Text.Json;

namespace Streaming.Tests;

/// <summary>Devices are listed where sound can be reached; where PortAudio is missing, what to install is said.</summary>
public class AudioTests
{
    [Fact]
    public async Task ListShowsDevicesOrSaysWhatIsMissing()
    {
        var said = await Cli.Run("audio", "list", "--json");
        if (said.Code == 2) Assert.Contains("expected the library PortAudio, which reaches microphones and loudspeakers, found none under the names", said.Error, StringComparison.Ordinal);
        else Assert.Equal((0, JsonValueKind.Array), (said.Code, JsonDocument.Parse(said.Out).RootElement.ValueKind));
    }
}
