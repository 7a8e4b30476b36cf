using Streaming.Inference;

namespace Streaming.Speech;

/// <summary>The tokens of a model to import: tokens.txt, or what SentencePiece keeps of its pieces (.vocab: a piece, a tab and a score in each line).</summary>
internal static class ImportTokens
{
    /// <summary>Reads the tokens, without the blank.</summary>
    /// <exception cref="ModelException">They are damaged, or not as many as the model gives.</exception>
    public static ValueList<string> Read(string path, EncoderContract encoder, TransducerContract? transducer)
    {
        var tokens = path.EndsWith(".vocab", StringComparison.OrdinalIgnoreCase) ? Pieces(path) : TokenTable.Read(path);
        Require(path, tokens.Count, encoder.Vocabulary, encoder.File.Path);
        if (transducer is not null) Require(path, tokens.Count, transducer.Vocabulary, transducer.Files[^1]);
        return tokens;
    }

    private static void Require(string path, int found, int expected, string model)
    {
        if (expected > 0 && found != expected) throw new ModelException(path, $"{expected} tokens and the blank, as {Path.GetFileName(model)} has them", $"{found} and the blank", "take the tokens that were exported with the model, or name others with --tokens");
    }

    private static ValueList<string> Pieces(string path)
    {
        var pieces = new List<string>();
        foreach (var line in File.ReadLines(path))
        {
            if (line.Length == 0) continue;
            var tab = line.IndexOf('\t', StringComparison.Ordinal);
            if (tab < 1) throw new ModelException(new Place(path, pieces.Count + 1, 1).ToString(), "a piece, a tab and a score", $"'{line}'", "name SentencePiece's own .vocab, or tokens.txt");
            pieces.Add(line[..tab]);
        }
        return ValueList.From(pieces);
    }
}
