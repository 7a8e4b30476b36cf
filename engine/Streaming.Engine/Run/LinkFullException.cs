namespace Streaming;

/// <summary>A link whose policy is to fail was full.</summary>
public sealed class LinkFullException : Exception
{
    /// <summary>Names the link.</summary>
    public LinkFullException(string link, int capacity)
        : base($"link '{link}' is full: its {capacity} blocks are all waiting and its policy is 'fail'; make the reader faster, the capacity larger, or choose 'wait' or 'dropOldest'")
    {
    }
}
