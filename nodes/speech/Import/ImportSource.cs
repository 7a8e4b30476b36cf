using Streaming.Inference;

namespace Streaming.Speech;

/// <summary>The files of a model to import, found by their names.</summary>
/// <param name="Encoder">The encoder, or a CTC model.</param>
/// <param name="Decoder">The prediction network; null: none, or in the joint.</param>
/// <param name="Joiner">The joiner; null: none, or in the joint.</param>
/// <param name="Joint">NeMo's decoder and joiner in one; null: none.</param>
/// <param name="Tokens">The tokens.</param>
internal sealed record ImportSource(string Encoder, string? Decoder, string? Joiner, string? Joint, string Tokens)
{
    private const string Expected = "a model to import: a folder with encoder*.onnx and its decoder*.onnx and joiner*.onnx or decoder_joint*.onnx, or a CTC model.onnx, and tokens.txt";

    /// <summary>Finds them.</summary>
    /// <exception cref="ModelException">One is missing, or there are several.</exception>
    public static ImportSource Find(string path, ImportChoices choices)
    {
        if (path.EndsWith(".nemo", StringComparison.OrdinalIgnoreCase)) throw Checkpoint(path);
        if (Directory.Exists(path)) return InFolder(path.TrimEnd('/', '\\'), null, choices);
        if (!File.Exists(path)) throw new ModelException(path, Expected, "nothing there", "check the path");
        if (!path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase)) throw new ModelException(path, Expected, $"'{Path.GetFileName(path)}'", "name the folder, or the file of the encoder");
        return InFolder(Path.GetDirectoryName(Path.GetFullPath(path))!, path, choices);
    }

    private static ImportSource InFolder(string folder, string? named, ImportChoices choices)
    {
        var files = Directory.GetFiles(folder, "*.onnx").Order(StringComparer.Ordinal).ToList();
        if (files.Count == 0 && Directory.GetFiles(folder, "*.nemo") is [var checkpoint, ..]) throw Checkpoint(checkpoint);
        var int8 = named is null ? choices.Int8 : IsInt8(named);
        var encoder = named ?? Pick(folder, files, "encoder", choices.Int8) ?? Pick(folder, [.. files.Where(f => Role(f).Length == 0)], "", choices.Int8);
        if (encoder is null) throw new ModelException(folder, Expected, files.Count == 0 ? "no .onnx file" : string.Join(", ", files.Select(Path.GetFileName)), "copy the encoder there too, or name its file");
        if (Role(encoder) != "encoder") return new(encoder, null, null, null, TokensIn(folder, choices));
        var (joint, decoder, joiner) = (Pick(folder, files, "decoder_joint", int8), Pick(folder, files, "decoder", int8), Pick(folder, files, "joiner", int8));
        if (joint is not null) return new(encoder, null, null, joint, TokensIn(folder, choices));
        if (decoder is null != joiner is null) throw new ModelException(folder, decoder is null ? "decoder*.onnx beside the joiner" : "joiner*.onnx beside the decoder", "none", "copy it there too");
        return new(encoder, decoder, joiner, null, TokensIn(folder, choices));
    }

    /// <summary>The file of a role, of the precision that is wanted where there are both.</summary>
    private static string? Pick(string folder, IReadOnlyList<string> files, string role, bool int8)
    {
        var candidates = files.Where(f => Role(f) == role).ToList();
        var wanted = candidates.Where(f => IsInt8(f) == int8).ToList();
        if (wanted.Count == 0) wanted = candidates;
        if (wanted.Count > 1) throw new ModelException(folder, role.Length == 0 ? "one model in the folder" : $"one {role} in the folder", string.Join(", ", wanted.Select(Path.GetFileName)), role is "encoder" or "" ? "name the file itself" : "move the others away");
        return wanted.FirstOrDefault();
    }

    private static string Role(string path)
    {
        var name = Path.GetFileName(path).ToLowerInvariant().Replace('-', '_');
        return name switch
        {
            _ when name.StartsWith("encoder", StringComparison.Ordinal) => "encoder",
            _ when name.StartsWith("decoder_joint", StringComparison.Ordinal) => "decoder_joint",
            _ when name.StartsWith("decoder", StringComparison.Ordinal) => "decoder",
            _ when name.StartsWith("joiner", StringComparison.Ordinal) || name.StartsWith("joint", StringComparison.Ordinal) => "joiner",
            _ => "",
        };
    }

    private static bool IsInt8(string path) => Path.GetFileName(path).Contains("int8", StringComparison.OrdinalIgnoreCase);

    private static string TokensIn(string folder, ImportChoices choices)
    {
        if (choices.Tokens is { } named) return File.Exists(named) ? named : throw new ModelException(named, "the tokens", "nothing there", "check the path after --tokens");
        string[] found = [.. Directory.GetFiles(folder, "*tokens.txt"), .. Directory.GetFiles(folder, "*.vocab")];
        return found.FirstOrDefault() ?? throw new ModelException(
            Path.Combine(folder, "tokens.txt"),
            "the tokens beside the model",
            "none",
            "copy tokens.txt there, or name it with --tokens; NeMo keeps them in the checkpoint: tar -xf MODEL.nemo, then --tokens …tokenizer.vocab");
    }

    private static ModelException Checkpoint(string path) => new(
        path,
        "an export to ONNX",
        "a NeMo checkpoint, which holds PyTorch weights",
        $"export it with NeMo first: python NeMo/scripts/export.py {Path.GetFileName(path)} model.onnx --cache_support --device cpu (for the CTC head of a hybrid add: --export-config decoder_type=ctc), and unpack its tokens: tar -xf {Path.GetFileName(path)}; then import the folder with --lookahead and --tokens …tokenizer.vocab");
}
