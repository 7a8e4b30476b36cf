using System.Text.Json;

namespace Streaming;

/// <summary>
/// What a node learnt, as the JSON of its file: the node's type, the stream it learnt from, the figures a user was shown, and what the node itself wrote. A person can
/// read it.
/// </summary>
public sealed class Fit
{
    private Fit(string type, IReadOnlyList<Conclusion> figures, ReadOnlyMemory<byte> content) => (Type, Figures, Content) = (type, figures, content);

    /// <summary>The type of the node, such as "eeg.csp".</summary>
    public string Type { get; }

    /// <summary>How much there was to learn from, and how well it went.</summary>
    public IReadOnlyList<Conclusion> Figures { get; }

    /// <summary>The file's content.</summary>
    public ReadOnlyMemory<byte> Content { get; }

    /// <summary>What a learner concludes from all that came.</summary>
    /// <exception cref="FitException">Too little came.</exception>
    public static Fit Of(ILearner learner)
    {
        var learnt = new FitWriter();
        var figures = learner.Conclude(learnt);
        var file = new FitWriter();
        file.Text("node", learner.Descriptor.Name);
        file.Object("stream", new FitStream(learner.FitStream).Write);
        file.Object("figures", writer =>
        {
            foreach (var figure in figures) writer.Number(figure.Unit.Length == 0 ? figure.Name : $"{figure.Name} ({figure.Unit})", figure.Value);
        });
        file.Object("learnt", learnt);
        return new Fit(learner.Descriptor.Name, figures, file.ToBytes());
    }

    /// <summary>Opens the file of a learner, to be called in Configure: refuses what another node learnt, or what was learnt from another stream.</summary>
    /// <param name="learner">The node.</param>
    /// <param name="stream">
    /// What it is to work on. Its kind, channels with their labels, rate, unit and the step of its axis must be those learnt from; the length of a window need not, and a
    /// node to which it matters looks itself.
    /// </param>
    /// <exception cref="FitException">There is no file, it is damaged, or it does not fit.</exception>
    public static FitReader Read(ILearner learner, StreamFormat stream)
    {
        var path = learner.FitFile;
        if (path.Length == 0)
            throw new FitException("", $"the file of what this {learner.Descriptor.Name} learnt, in its setting 'fit'", "none",
                $"set it, such as 'fit: learnt.json', and let it learn with '{FitException.Command}'");
        var file = new FitReader(path, "", Parse(path));
        var node = file.Text("node");
        if (node != learner.Descriptor.Name) throw file.Wrong("node", $"what a node {learner.Descriptor.Name} learnt", $"what a node {node} learnt");
        new FitStream(stream).Check(file.Object("stream"));
        return file.Object("learnt");
    }

    /// <summary>Writes the file, whole or not at all; an older one is replaced, and its folder made where it is missing.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public void Save(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var partial = path + ".partial";
        File.WriteAllBytes(partial, Content.Span);
        File.Move(partial, path, overwrite: true);
    }

    private static JsonElement Parse(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return document.RootElement.Clone();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new FitException(path, "what this node learnt", "no such file", $"let it learn with '{FitException.Command}'");
        }
        catch (JsonException e)
        {
            throw new FitException($"{path}:{e.LineNumber + 1}:{e.BytePositionInLine + 1}",
                "what this node learnt, as JSON", "something else", $"let it learn anew with '{FitException.Command}'");
        }
    }
}
