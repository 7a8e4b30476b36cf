namespace Streaming.Lsl;

/// <summary>The other side sent what cannot be, or does not answer: the connection is closed.</summary>
internal sealed class WireException(string message, Exception? inner = null) : IOException(message, inner);
