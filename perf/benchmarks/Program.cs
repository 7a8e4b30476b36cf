using BenchmarkDotNet.Running;
using Streaming.Benchmarks;

const string usage = """
    usage: dotnet run -c Release --project perf/benchmarks -- chain|link|paced|model PATH|sessions PATH|conformer FOLDER|captions-sessions MODEL RECORDINGS|captions-live MODEL RECORDINGS|microphone-clock|states|hour PATH|asr|lsl|eeg-live|lab|gates FOLDER|bdn [options]
      chain   ten pass-through nodes, saturated, side by side with peers
      link    one thread crossing, saturated
      paced   latencies at 250 Hz and with 16 kHz blocks of 10 ms
      model   a step of a streaming ONNX model, beside a loop written by hand and one with fresh tensors
      sessions  1 to 64 sessions of a model, and 16 that are ready by the throw of a coin: one by one, packed, padded, stacked and unstacked; and 16 live
      conformer  the encoder of a FastConformer in each form that FOLDER holds (published, nemo, cached, int8), one session and 16 as one, beside reading its weights once
      states  models that remember 10 kB to 10 MB, alone and 16 as one
      hour    the step time of a model in the first minute of a stream and in the last of an hour, and the memory
      asr     artifact subspace reconstruction at 1 kHz, 8 to 128 channels: a block while it learns, on clean signal and on artifacts
      eeg-live  64 channels at 1 kHz over Lab Streaming Layer through the graph eeg-live: processor, delays, allocation
      gates   whether brain signals still do their tasks on public recordings, before and after cleaning; FOLDER holds eegmmidb, muse-ssvep, muse-p300
      lab     an hour of laboratory work at 20 times its pace: outages, clock jumps, bad channels and a disk that is full for a minute (--seconds: of stream)
      captions-sessions  16 speakers captioned in one process: one by one, at once, and at once in one arena (--seconds: of speech each; RECORDINGS: a folder of WAV)
      captions-live  from the end of a word to its partial and its final, as the sum of their parts (--seconds: of speech; RECORDINGS: of digits, named 7_anybody_0.wav)
      microphone-clock  the times of a microphone on PulseAudio against those of its sound, from the first sample on (--seconds: of each sound)
      lsl     Lab Streaming Layer from push to pull, side by side with liblsl
      bdn     BenchmarkDotNet: fused hop, link hop, pool lease, block fork, a microphone's packet (options are BenchmarkDotNet's own)
    options: --only PART-OF-A-NAME/ANOTHER, --markdown FILE, --seconds S (of a run; paced: of a design in all), --rounds N, --provider NAME (model, sessions)
    PATH: a model's folder or file, a published model's file (its card is known by the file's name), or ffn:ROWS (8 layers 512-2048-512, each remembers so many rows)
    """;

try
{
    switch (args)
    {
        case ["chain", .. var rest]:
            await ChainRun.Run(rest);
            return 0;
        case ["link", .. var rest]:
            await LinkRun.Run(rest);
            return 0;
        case ["paced", .. var rest]:
            await PacedRun.Run(rest);
            return 0;
        case ["model", .. var rest]:
            ModelRun.Run(rest);
            return 0;
        case ["sessions", .. var rest]:
            SessionsRun.Run(rest);
            return 0;
        case ["conformer", .. var rest]:
            ConformerRun.Run(rest);
            return 0;
        case ["states", .. var rest]:
            StatesRun.Run(rest);
            return 0;
        case ["hour", .. var rest]:
            HourRun.Run(rest);
            return 0;
        case ["asr", .. var rest]:
            AsrRun.Run(rest);
            return 0;
        case ["eeg-live", .. var rest]:
            await EegLiveRun.Run(rest);
            return 0;
        case ["gates", .. var rest]:
            return await GatesRun.Run(rest) ? 0 : 1;
        case ["lab", .. var rest]:
            await LabRun.Run(rest);
            return 0;
        case ["captions-sessions", .. var rest]:
            await CaptionsSessionsRun.Run(rest);
            return 0;
        case ["captions-live", .. var rest]:
            await CaptionsLiveRun.Run(rest);
            return 0;
        case ["microphone-clock", .. var rest]:
            await MicrophoneClockRun.Run(rest);
            return 0;
        case ["lsl", .. var rest]:
            LslRun.Run(rest);
            return 0;
        case ["bdn", .. var rest]:
            BenchmarkSwitcher.FromAssembly(typeof(ChainRun).Assembly).Run(rest.Length == 0 ? ["--filter", "*"] : rest);
            return 0;
        default:
            throw new ArgumentException("say which run");
    }
}
catch (Exception e) when (e is ArgumentException or FormatException or Streaming.Inference.ModelException)
{
    Console.Error.WriteLine($"{e.Message}\n\n{usage}");
    return 2;
}
