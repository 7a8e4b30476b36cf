namespace Streaming.Runtime;

/// <summary>A node that holds something outside the process, and whether it holds it now.</summary>
internal sealed class HeldResource(IResource resource, NodeContext context, NodeMeter meter)
{
    public bool IsOpen { get; private set; }

    public void Open()
    {
        try
        {
            resource.Open(context);
            IsOpen = true;
        }
        catch (Exception e) when (e is not (SourceLostException or OperationCanceledException))
        {
            // What was half acquired is given back.
            try { resource.Close(); } catch (Exception) { }
            throw new NodeFailedException(meter.Name, meter.Type, e);
        }
    }

    public void Close()
    {
        if (!IsOpen) return;
        IsOpen = false;
        try
        {
            resource.Close();
        }
        catch (Exception e)
        {
            throw new NodeFailedException(meter.Name, meter.Type, e);
        }
    }
}
