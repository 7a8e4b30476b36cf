using Streaming.Inference;

namespace Streaming.Tests;

/// <summary>Models on a GPU: states stay there, only new samples and results cross, and what comes out agrees with the processor.</summary>
public sealed class WebgpuTests : IDisposable
{
    private const double Agreement = 1e-5; // of full scale, over 100 frames of noise
    private readonly Shelf shelf = new();

    [Theory]
    [InlineData("denoise", 257 * 2 * 4, 257 * 2 * 4)]
    [InlineData("vad", 512 * 4, 4)]
    public void AModelOfOursRunsWhollyOnTheDeviceAndOnlyNewSamplesAndResultsCross(string name, long up, long down)
    {
        using var runner = Runner(Shipped(name), Device.Execution); // refused if anything fell back
        Assert.True(runner.Plan.States.Count > 0);
        Assert.Equal(runner.Plan.States.Count, runner.StatesOnDevice);
        Assert.Equal((up, down), runner.CrossingBytes);
    }

    [Theory]
    [InlineData("denoise")]
    [InlineData("vad")]
    public void WhatComesOutAgreesWithTheProcessorAndNothingIsAllocated(string name)
    {
        using var device = Runner(Shipped(name), Device.Execution);
        using var processor = Runner(Shipped(name), new Execution());
        var (there, here) = (device.Join(), processor.Join());
        for (var frame = 0; frame < 100; frame++)
        {
            foreach (var slot in (Slot[])[there, here]) Noise.Fill(slot, device.Plan, frame);
            device.Run(there);
            processor.Run(here);
            var (found, expected) = (Values(there), Values(here));
            for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], found[i], Agreement);
        }
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var frame = 0; frame < 20; frame++) device.Run(there);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void ARunIsSavedFromTheDeviceAndGoesOnBitForBit()
    {
        var settings = new Onnx.Settings { Model = Shipped("denoise"), Provider = Device.Execution.Provider };
        var random = new Random(1);
        var samples = Enumerable.Range(0, 12 * 514).Select(_ => random.NextSingle() - 0.5f).ToArray();
        var whole = Run(settings).Push<float>(samples);
        var begin = Run(settings).Push<float>(samples.AsSpan(0, 5 * 514));
        var rest = Run(settings).Load(begin.Save()).Push<float>(samples.AsSpan(5 * 514));
        Assert.Equal(whole.Result<float>().Values, begin.Result<float>().Values.Concat(rest.Result<float>().Values));
        var again = whole.Reset().Push<float>(samples.AsSpan(0, 5 * 514));
        Assert.Equal(begin.Result<float>().Values, again.Result<float>().Values);
        // What was saved on the device goes on on the processor: state is data.
        var elsewhere = Run(settings with { Provider = Provider.Cpu }).Load(begin.Save()).Push<float>(samples.AsSpan(5 * 514)).Result<float>().Values;
        foreach (var (expected, found) in rest.Result<float>().Values.Zip(elsewhere)) Assert.Equal(expected, found, Agreement);
        foreach (var run in (NodeRun[])[whole, begin, rest]) run.Close();

        static NodeRun Run(Onnx.Settings settings) => new NodeRun(new Onnx(settings)).Feed(new StreamFormat { Kind = StreamKind.Spectrum, Shape = [257, 2], Rate = 62.5 }).Configure();
    }

    /// <summary>Who is ready changes with every step, some leave and come anew: the device itself moves their rows, and only what says which crosses to it.</summary>
    [Theory]
    [InlineData("vad", 2)]
    [InlineData("denoise", 3)]
    public void ManySessionsOnTheDeviceGetWhatEachGetsAlone(string name, int states)
    {
        const int most = 3, sessions = 5, places = 6;
        using var together = Runner(Shipped(name), Device.Execution, most);
        using var alone = Runner(Shipped(name), new Execution());
        var packed = Enumerable.Range(0, sessions).Select(_ => together.Join()).ToArray();
        var single = Enumerable.Range(0, sessions).Select(_ => alone.Join()).ToArray();
        Assert.Equal((states, sizeof(long) * (most + places), 0L), together.Moves);
        var random = new Random(1);
        for (var step = 0; step < 40; step++)
        {
            if (random.Next(6) == 0)
            {
                // One is saved, leaves, and goes on in a new place.
                var i = random.Next(sessions);
                var place = together.Join();
                packed[i].MoveTo(place);
                together.Leave(packed[i]);
                packed[i] = place;
            }
            var ready = Enumerable.Range(0, sessions).Where(_ => random.Next(2) == 1).Take(most).ToArray();
            if (ready.Length == 0) continue;
            foreach (var i in ready)
            {
                foreach (var slot in (Slot[])[packed[i], single[i]]) Noise.Fill(slot, together.Plan, 100 * i + step);
                alone.Run(single[i]);
            }
            together.Step([.. ready.Select(i => packed[i])]);
            foreach (var i in ready)
            {
                var (expected, found) = (Values(single[i]), Values(packed[i]));
                for (var k = 0; k < expected.Length; k++) Assert.Equal(expected[k], found[k], Agreement);
            }
        }
        var all = packed[..most];
        for (var i = 0; i < 4; i++) together.Step(all.AsSpan(i % 2));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10; i++) together.Step(all.AsSpan(i % 2));
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void WhatFallsBackIsToldAndRefusedUnlessAllowed()
    {
        var silero = shelf.Put("silero", "silero_vad_16k_op15.onnx", Cards.Silero);
        var error = Assert.Throws<ModelException>(() => LoadedModel.Load(silero, Device.Execution));
        Assert.Matches("expected a model that 'webgpu' runs wholly, found operators that fall back to the processor: (\\w+ \\d+, )*Gather \\d+(, \\w+ \\d+)*; allow it with 'fallback: true', at the cost of copies in every step, or export the model without them$", error.Message);
        using var allowed = Runner(silero, Device.Execution with { Fallback = true });
        Assert.Equal(1, allowed.StatesOnDevice);
    }

    // ONNX Runtime 1.30 has all of GTCRN's operators for WebGPU, its recurrent layers included.
    [Fact]
    public void GtcrnRunsOnTheDevice()
    {
        var gtcrn = shelf.Put("gtcrn", "gtcrn_simple.onnx", Cards.Gtcrn);
        var all = ModelCheck.Run(gtcrn, Device.Execution);
        Assert.All(all, check => Assert.True(check.Holds, $"{check.Name}: {check.Found}"));
        Assert.Contains(all, check => check is { Name: "nothing falls back", Found: "all on webgpu" });
        Assert.Contains(all, check => check is { Name: "states stay on the device", Found: "3 of 3; a step copies 2056 bytes to it and 2056 back" });
    }

    [Theory]
    [InlineData("preferedLayout", "NCHW", "an option of the provider 'webgpu', found 'preferedLayout'; did you mean 'preferredLayout'?")]
    [InlineData("preferredLayout", "XYZ", "options that 'webgpu' takes, found Invalid preferred layout: XYZ; correct 'options'")]
    public void AWrongOptionIsTold(string name, string value, string message)
    {
        var error = Assert.Throws<ModelException>(() => LoadedModel.Load(Shipped("vad"), Device.Execution with { Options = ValueMap.Of((name, value)) }));
        Assert.EndsWith("expected " + message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AProviderThatTheLibraryLacksIsTold()
    {
        var error = Assert.Throws<ModelException>(() => LoadedModel.Load(Shipped("vad"), Device.Execution with { Provider = Provider.Coreml }));
        Assert.Equal($"expected a native library with the provider 'coreml', found '{NativeRuntime.Path}', which has {string.Join(", ", ModelDescription.Providers)}; run it on a Mac or iPhone, or name another library in STREAMING_ONNXRUNTIME", error.Message[(error.Message.IndexOf(": ", StringComparison.Ordinal) + 2)..]);
    }

    // The library has CUDA's provider but not the files that it loads.
    [Fact]
    public void AProviderThatCannotBeLoadedIsTold()
    {
        var error = Assert.Throws<ModelException>(() => LoadedModel.Load(Shipped("vad"), Device.Execution with { Provider = Provider.Cuda }));
        Assert.Contains($"expected a native library with the provider 'cuda', found '{NativeRuntime.Path}', which cannot load it: Failed to load library ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("; build with -p:OnnxRuntime=cuda and install CUDA and cuDNN, or name another library in STREAMING_ONNXRUNTIME", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ARecordedStepIsNotForThisProvider()
    {
        var error = Assert.Throws<ModelException>(() => LoadedModel.Load(Shipped("vad"), Device.Execution with { Capture = true }));
        Assert.EndsWith("expected a provider that records a step, for 'capture: true' (cuda, directml), found 'webgpu'; leave 'capture' out", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => shelf.Dispose();

    private static ModelRunner Runner(string path, Execution how, int most = 1) => ModelRunner.Of(LoadedModel.Load(path, how), most, TimeSpan.Zero, TimeProvider.System);

    private static string Shipped(string name) => Path.Combine(Repository.Root, "models", name);

    private static float[] Values(Slot slot) => ((TensorMemory<float>)slot.Outputs[0]).Values.ToArray();
}
