namespace Streaming.Files;

/// <summary>The format of a FLAC recording, as its first metadata block (STREAMINFO) states it.</summary>
/// <param name="Channels">Number of channels, 1 to 8.</param>
/// <param name="Rate">Sample frames per second, in hertz, 1 to 1,048,575.</param>
/// <param name="Bits">Bits of a sample, 4 to 32.</param>
/// <param name="Frames">Sample frames in all; 0 where the encoder did not know.</param>
/// <param name="LargestBlock">Sample frames in the largest block, 16 to 65,535.</param>
public sealed record FlacFormat(int Channels, int Rate, int Bits, long Frames, int LargestBlock);
