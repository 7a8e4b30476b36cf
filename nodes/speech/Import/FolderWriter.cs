using System.Globalization;
using Streaming.Inference;

namespace Streaming.Speech;

/// <summary>Puts the folder of an imported model together beside where it is to be, and renames it when it is whole.</summary>
internal sealed class FolderWriter(string folder, bool link)
{
    private readonly string target = Path.GetFullPath(folder);
    private readonly Dictionary<string, string> taken = [];

    private string Workplace => target + ".partial";

    /// <summary>The files written.</summary>
    public IReadOnlyList<string> Files { get; private set; } = [];

    /// <summary>Writes the folder.</summary>
    /// <exception cref="ModelException">It is there already, cannot be written, or would not be read.</exception>
    public void Write(ImportSource source, EncoderContract encoder, TransducerContract? transducer, ValueList<string> tokens, string? first)
    {
        foreach (var path in (string[])[target, Workplace])
            if (Directory.Exists(path) || File.Exists(path)) throw new ModelException(path, "a name that is free", File.Exists(path) ? "a file" : "a folder", "move it away, or choose another place with --to");
        try
        {
            Directory.CreateDirectory(Workplace);
            Take(source.Encoder, "model.onnx");
            if (transducer is not null)
            {
                Take(source.Decoder, "decoder.onnx");
                Take(source.Joiner, "joiner.onnx");
                Take(source.Joint, "decoder_joint.onnx");
            }
            Take(first, "first.onnx");
            File.WriteAllText(Path.Combine(Workplace, "tokens.txt"), string.Concat(tokens.Append(TokenTable.Blank).Select((piece, id) => string.Create(CultureInfo.InvariantCulture, $"{piece} {id}\n"))));
            File.WriteAllText(Path.Combine(Workplace, "card.yaml"), FolderText.Card(Path.GetFileName(target), encoder));
            File.WriteAllText(Path.Combine(Workplace, SpeechModelReader.Name), FolderText.Speech(encoder, source, transducer is not null, first is not null));
            var model = SpeechModel.Read(Workplace);
            if (first is not null) EncoderTrial.RunFirst(model, first);
            Files = [.. Directory.GetFiles(Workplace, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Workplace, f)).Order(StringComparer.Ordinal)];
            Directory.Move(Workplace, target);
        }
        catch (Exception e)
        {
            if (Directory.Exists(Workplace)) Directory.Delete(Workplace, recursive: true);
            if (e is not (IOException or UnauthorizedAccessException)) throw;
            throw new ModelException(folder, "a folder that can be written", $"that it cannot ({e.Message.TrimEnd('.')})", link ? "choose another place with --to, on the disk of the model, or leave --link out" : "choose another place with --to", e);
        }
    }

    /// <summary>Takes a model with the files beside it that hold its weights, which keep their names.</summary>
    private void Take(string? path, string name)
    {
        if (path is null) return;
        Place(path, name);
        var home = Path.GetDirectoryName(Path.GetFullPath(path))!;
        foreach (var weights in ModelFile.Read(path).External) Place(Path.GetFullPath(weights, home), weights);
    }

    private void Place(string from, string name)
    {
        if (!taken.TryAdd(name, from))
        {
            if (taken[name] != from && !IsSame(taken[name], from)) throw new ModelException(from, "weights under a name of their own", $"another file '{name}' of the same model", "export it again, with its weights in one file");
            return;
        }
        var to = Path.Combine(Workplace, name);
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        // A second name of a symbolic link would be one more of those, and lead elsewhere.
        if (link) HardLink.Create(to, File.ResolveLinkTarget(from, returnFinalTarget: true)?.FullName ?? from);
        else File.Copy(from, to);
    }

    private static bool IsSame(string a, string b)
    {
        if (new FileInfo(a).Length != new FileInfo(b).Length) return false;
        using var first = File.OpenRead(a);
        using var second = File.OpenRead(b);
        var (left, right) = (new byte[1 << 16], new byte[1 << 16]);
        for (int count; (count = first.ReadAtLeast(left, left.Length, false)) > 0;)
            if (second.ReadAtLeast(right, count, false) < count || !left.AsSpan(0, count).SequenceEqual(right.AsSpan(0, count))) return false;
        return true;
    }
}
