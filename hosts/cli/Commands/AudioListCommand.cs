using System.CommandLine;
using System.Globalization;
using Streaming.Audio;
using Streaming.Cli.Text;

namespace Streaming.Cli.Commands;

/// <summary>Lists the devices that capture and play sound.</summary>
internal sealed class AudioListCommand : Verb
{
    private readonly Option<bool> json = new("--json") { Description = "Answer as JSON" };

    public AudioListCommand(Shell shell) : base(
        "list",
        "List the devices that capture and play sound",
        "List the devices that capture and play sound, by the names that audio.microphone and audio.speaker take: a name in full, its id, or a part that no other has. * is the system's default; a loopback captures what the machine plays.",
        "streaming audio list",
        "streaming audio list --json")
    {
        Add(json);
        SetAction(parsed => List(AudioDevices.List(), parsed.GetValue(json), shell));
    }

    internal static int List(IReadOnlyList<AudioDevice> devices, bool asJson, Shell shell)
    {
        if (asJson) Write(devices, shell);
        else if (devices.Count == 0) shell.Out.WriteLine("no devices");
        else Show(devices, shell);
        return ExitCode.Ok;
    }

    private static void Show(IReadOnlyList<AudioDevice> devices, Shell shell)
    {
        var table = new TextTable("name", "kind", " in", " out", " rates", "interface", "id");
        foreach (var device in devices.OrderBy(d => d.Inputs == 0).ThenBy(d => d.IsLoopback).ThenBy(d => d.Name, StringComparer.Ordinal))
        {
            var isDefault = device.IsDefaultInput || device.IsDefaultOutput;
            table.Add(
                isDefault ? $"{device.Name} *" : device.Name,
                device.IsLoopback ? "loopback" : device.Inputs == 0 ? "speaker" : device.Outputs == 0 ? "microphone" : "both",
                device.Inputs > 0 ? Quantity.Count(device.Inputs) : "-",
                device.Outputs > 0 ? Quantity.Count(device.Outputs) : "-",
                string.Join(", ", device.Rates.Select(r => r.ToString(CultureInfo.InvariantCulture))) + " Hz",
                device.Api,
                device.Id == device.Name ? "" : device.Id);
        }
        table.Write(shell);
    }

    private static void Write(IReadOnlyList<AudioDevice> devices, Shell shell) => Json.Write(shell.Out, writer =>
    {
        writer.WriteStartArray();
        foreach (var device in devices)
        {
            writer.WriteStartObject();
            writer.WriteString("name", device.Name);
            writer.WriteString("id", device.Id);
            writer.WriteString("interface", device.Api);
            writer.WriteNumber("inputs", device.Inputs);
            writer.WriteNumber("outputs", device.Outputs);
            writer.WriteNumber("rate", device.Rate);
            writer.WriteStartArray("rates");
            foreach (var rate in device.Rates) writer.WriteNumberValue(rate);
            writer.WriteEndArray();
            writer.WriteBoolean("defaultInput", device.IsDefaultInput);
            writer.WriteBoolean("defaultOutput", device.IsDefaultOutput);
            writer.WriteBoolean("loopback", device.IsLoopback);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    });
}
