using System.IO.Compression;

namespace Streaming.Tests;

/// <summary>What the tokenizer's recipe says of files that it cannot or must not convert.</summary>
public sealed class TokenizerRecipeTests : IDisposable
{
    private const string Source = "take model_state.pt and vocab.pkl of one version from models/tokenizer of github.com/OHBA-analysis/MEG-GPT";
    private const string Again = "download it again: it is damaged or of another kind";
    private const string Danger = "do not open it with other programs: a pickle that names more than numbers may run anything";
    private readonly Shelf shelf = new();

    [Fact]
    public void AMissingFileIsNamed()
    {
        Assert.Equal($"STATE/model_state.pt: expected the tokenizer's file, found no such file; {Source}", Refused());
        new MadeUpTokenizer().Write(shelf["state"]);
        File.Delete(shelf["state/vocab.pkl"]);
        Assert.Equal($"STATE/vocab.pkl: expected the tokenizer's file, found no such file; {Source}", Refused());
    }

    // The names of os.system and of eval, which a program that trusts the file would call.
    [Theory]
    [InlineData("cos\nsystem\n(Vtrue\ntR.", "os.system")]
    [InlineData("cbuiltins\neval\n(V1\ntR.", "builtins.eval")]
    [InlineData("ctorch\nHalfStorage\n.", "torch.HalfStorage")]
    public void APickleThatNamesMoreThanTensorsIsRefused(string pickle, string name)
    {
        new MadeUpTokenizer().Write(shelf["state"]);
        State(CompressionLevel.NoCompression, ("state/data.pkl", Ascii(pickle)));
        Assert.Equal($"STATE/model_state.pt: expected only collections.OrderedDict, torch._utils._rebuild_tensor_v2, torch.FloatStorage in the pickle, found {name}; {Danger}", Refused());
        new MadeUpTokenizer().Write(shelf["state"]);
        File.WriteAllText(shelf["state/vocab.pkl"], pickle);
        Assert.Equal($"STATE/vocab.pkl: expected only numpy.ndarray, numpy.dtype, numpy._core.multiarray._reconstruct, numpy.core.multiarray._reconstruct in the pickle, found {name}; {Danger}", Refused());
    }

    [Fact]
    public void AFileThatIsNoStateIsNamed()
    {
        new MadeUpTokenizer().Write(shelf["state"]);
        File.WriteAllText(shelf["state/model_state.pt"], "version https://git-lfs.github.com/spec/v1");
        Assert.Equal($"STATE/model_state.pt: expected a PyTorch state, which is a zip archive, found BadZipFile: File is not a zip file; {Again}", Refused());
        State(CompressionLevel.NoCompression, ("readme.txt", [1]));
        Assert.Equal($"STATE/model_state.pt: expected one data.pkl in the archive, found 0; {Again}", Refused());
        State(CompressionLevel.Optimal, ("state/data.pkl", new byte[1000]));
        Assert.Equal("STATE/model_state.pt: expected entries that are not compressed, and a data.pkl of at most 1048576 bytes, found others; save the state again with torch.save", Refused());
        State(CompressionLevel.NoCompression, ("state/data.pkl", Ascii("(I1\nt.")));
        Assert.Equal("STATE/model_state.pt: expected a dictionary of tensors, found tuple; save model.state_dict(), not the model", Refused());
        State(CompressionLevel.NoCompression, ("state/data.pkl", Ascii("}(")));
        Assert.StartsWith("STATE/model_state.pt: expected a pickle of numbers, found ", Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void ATensorOfAnotherShapeIsNamed()
    {
        var made = new MadeUpTokenizer();
        made.Add("token_weights_layer.dense_layer.weight", 1, 64, 128);
        made.Write(shelf["state"]);
        Assert.Equal($"STATE/model_state.pt: expected token_weights_layer.dense_layer.weight of [128, 128], found [64, 128]; {Source}", Refused());
        made.Tensors.Remove("token_weights_layer.dense_layer.weight");
        made.Write(shelf["state"]);
        Assert.Equal($"STATE/model_state.pt: expected the tensor token_weights_layer.dense_layer.weight, found none of that name; {Source}", Refused());
    }

    [Fact]
    public void ATensorThatIsNotWhollyThereIsNamed()
    {
        var made = new MadeUpTokenizer();
        made.Tensors["decoder_layer.token_basis_layer.bias"] = ([128], new float[100]);
        made.Write(shelf["state"]);
        Assert.Equal($"STATE/model_state.pt: expected a pickle of numbers, found ValueError: a storage of 128 float32 with 100; {Again}", Refused());
    }

    [Fact]
    public void AVocabularyThatDoesNotFitIsNamed()
    {
        var made = new MadeUpTokenizer { Labels = [1, 1, .. new int[126]] };
        made.Write(shelf["state"]);
        Assert.Equal($"STATE/vocab.pkl: expected a label_map of 128 with each token from 1 on once and 0 for the rest, found [128] with 2 tokens; {Source}", Refused());
        File.WriteAllText(shelf["state/vocab.pkl"], "}.");
        Assert.Equal($"STATE/vocab.pkl: expected a dictionary with the array 'label_map', found none; {Again}", Refused());
        File.WriteAllBytes(shelf["state/vocab.pkl"], new byte[(1 << 20) + 1]);
        Assert.Equal($"STATE/vocab.pkl: expected a pickle of at most 1048576 bytes, found 1048577; {Again}", Refused());
    }

    [Fact]
    public void NoChannelsAreTooFew()
    {
        var (code, error) = Recipe.Try("ephys-tokenizer/convert.py", shelf["state"], shelf["tokenizer"], "--channels", "0");
        Assert.Equal(2, code);
        Assert.EndsWith("error: --channels: expected a whole number of at least 1, found 0", error, StringComparison.Ordinal);
    }

    public void Dispose() => shelf.Dispose();

    /// <summary>What the recipe says when it writes nothing; the folder is written STATE.</summary>
    private string Refused()
    {
        var (code, error) = Recipe.Try("ephys-tokenizer/convert.py", shelf["state"], shelf["tokenizer"]);
        Assert.Equal(1, code);
        Assert.False(Directory.Exists(shelf["tokenizer"]));
        return error.Replace(shelf["state"], "STATE", StringComparison.Ordinal);
    }

    private void State(CompressionLevel level, params (string Name, byte[] Content)[] entries) => MadeUpTokenizer.Archive(shelf["state/model_state.pt"], level, entries);

    private static byte[] Ascii(string text) => System.Text.Encoding.ASCII.GetBytes(text);
}
