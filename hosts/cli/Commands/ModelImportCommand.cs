using System.CommandLine;
using System.Globalization;
using Streaming.Cli.Text;
using Streaming.Speech;

namespace Streaming.Cli.Commands;

/// <summary>Makes a model's folder of a speech recogniser from elsewhere.</summary>
internal sealed class ModelImportCommand : Verb
{
    private readonly Argument<string> path = new("PATH") { Description = "A folder of NeMo's or sherpa-onnx's files, or the encoder's file" };
    private readonly Option<string> to = new("--to") { Description = "The folder to make", HelpName = "FOLDER", Required = true };
    private readonly Option<int> lookahead = Whole("--lookahead", "How far it looks ahead, where it does not say: 80", "MS", "milliseconds");
    private readonly Option<int> left = Whole("--left", "Frames of context, where it does not say: 70", "FRAMES", "encoder frames");
    private readonly Option<string> first = new("--first") { Description = "Its first chunk, exported without dropped outputs", HelpName = "FILE" };
    private readonly Option<string> tokens = new("--tokens") { Description = "tokens.txt, or SentencePiece's .vocab", HelpName = "FILE" };
    private readonly Option<string> language = new("--language") { Description = "For a model that is told it: en-US, auto", HelpName = "NAME" };
    private readonly Option<bool> int8 = new("--int8") { Description = "Take the int8 files where there are both" };
    private readonly Option<bool> link = new("--link") { Description = "Make hard links in place of copies" };

    public ModelImportCommand(Shell shell) : base(
        "import",
        "Take a streaming recogniser of NeMo or sherpa-onnx",
        "Make a model's folder of a cache-aware FastConformer that NeMo exported (ONNX) or that sherpa-onnx runs. It is run once to see that it streams.",
        "streaming model import sherpa-onnx-nemo-streaming-…-80ms --to models/en",
        "streaming model import nemo/ --to en --lookahead 1040 --tokens nemo/t.vocab")
    {
        Add(path);
        Add(to);
        Add(lookahead);
        Add(left);
        Add(first);
        Add(tokens);
        Add(language);
        Add(int8);
        Add(link);
        SetAction(parsed =>
        {
            var folder = parsed.GetRequiredValue(to).TrimEnd('/', '\\');
            using var line = new PassingLine(shell);
            line.Show("reading, and running it once");
            var model = SpeechImport.Run(parsed.GetRequiredValue(path), folder, new ImportChoices
            {
                Lookahead = parsed.GetValue(lookahead) is >= 0 and var told ? told : double.NaN,
                Left = Math.Max(0, parsed.GetValue(left)),
                First = parsed.GetValue(first),
                Tokens = parsed.GetValue(tokens),
                Language = parsed.GetValue(language),
                Int8 = parsed.GetValue(int8),
                Link = parsed.GetValue(link),
            });
            line.Clear();
            var table = new TextTable("", "");
            foreach (var (what, found) in model.Findings) table.Add(what, found);
            table.Write(shell);
            foreach (var note in model.Notes) shell.Error.WriteLine($"note: {note}");
            shell.Out.WriteLine($"wrote {folder}: {string.Join(", ", model.Files)}");
            shell.Out.WriteLine($"'streaming model inspect {folder}' tells more; the node speech.encoder runs it: model: {folder}");
            return ExitCode.Ok;
        });
    }

    /// <summary>An option that takes a whole number; -1 where it is left out.</summary>
    private static Option<int> Whole(string name, string description, string value, string what) => new(name)
    {
        Description = description,
        HelpName = value,
        DefaultValueFactory = _ => -1,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) result.AddError($"{name}: expected a whole number of {what}, found '{text}'");
            return number;
        },
    };
}
