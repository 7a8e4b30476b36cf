using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Streaming.Generators;

/// <summary>Finds what may hold up the thread.</summary>
internal static class Blocking
{
    public static Finding? In(IOperation operation) => operation switch
    {
        ILockOperation => operation.Found(SamplePathRules.Blocking, "'lock'"),
        IAwaitOperation or IForEachLoopOperation { IsAsynchronous: true } or IUsingOperation { IsAsynchronous: true } or IUsingDeclarationOperation { IsAsynchronous: true } =>
            operation.Found(SamplePathRules.Blocking, "'await'"),
        IInvocationOperation { TargetMethod: var method } when Blocks(method, (operation as IInvocationOperation)!.Instance?.Type) =>
            operation.Found(SamplePathRules.Blocking, $"'{method.Shown()}'"),
        IPropertyReferenceOperation { Property: var property } when Blocks(property, null) => operation.Found(SamplePathRules.Blocking, $"'{property.Shown()}'"),
        IObjectCreationOperation { Type: INamedTypeSymbol type } when Opens(type) => operation.Found(SamplePathRules.Blocking, $"'new {type.Name}'"),
        _ => null,
    };

    private static bool Blocks(ISymbol member, ITypeSymbol? receiver)
    {
        var name = member.Name;
        return member.ContainingType.Path() switch
        {
            "System.Threading.Monitor" => name is "Enter" or "TryEnter" or "Wait",
            "System.Threading.Lock" => name is "Enter" or "EnterScope" or "TryEnter",
            "System.Threading.SpinLock" => name is "Enter" or "TryEnter",
            "System.Threading.SpinWait" => name == "SpinUntil",
            "System.Threading.Thread" => name is "Sleep" or "Join" or "SpinWait" or "Yield",
            "System.Threading.WaitHandle" => name is "WaitOne" or "WaitAll" or "WaitAny" or "SignalAndWait",
            "System.Threading.SemaphoreSlim" or "System.Threading.ManualResetEventSlim" or "System.Threading.CountdownEvent" => name == "Wait",
            "System.Threading.Barrier" => name == "SignalAndWait",
            "System.Threading.ReaderWriterLockSlim" => name.StartsWith("Enter") || name.StartsWith("TryEnter"),
            "System.Threading.Tasks.Task" or "System.Threading.Tasks.ValueTask" => name is "Wait" or "WaitAll" or "WaitAny" or "Result",
            "System.Threading.Tasks.Parallel" => true,
            "System.Collections.Concurrent.BlockingCollection" => name is "Add" or "Take" or "TryTake" or "TryAdd" or "GetConsumingEnumerable",
            "System.Runtime.CompilerServices.TaskAwaiter" or "System.Runtime.CompilerServices.ValueTaskAwaiter"
                or "System.Runtime.CompilerServices.ConfiguredTaskAwaitable.ConfiguredTaskAwaiter"
                or "System.Runtime.CompilerServices.ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter" => name == "GetResult",
            "System.Diagnostics.Process" => name is "Start" or "WaitForExit",
            "System.Net.Dns" or "System.Console" or "System.IO.File" or "System.IO.Directory" or "System.IO.RandomAccess" => true,
            var path when path.StartsWith("System.Net.Sockets.") || path.StartsWith("System.Net.Http.") || path.StartsWith("System.IO.Ports.") || path.StartsWith("System.IO.Pipes.") => true,
            _ => member is IMethodSymbol && IsOutside(receiver ?? member.ContainingType)
                && (name.StartsWith("Read") || name.StartsWith("Write") || name.StartsWith("Flush") || name is "CopyTo" or "Peek" or "Close" or "Dispose" or "Seek" or "SetLength"),
        };
    }

    private static bool Opens(INamedTypeSymbol type) =>
        IsOutside(type) || type.Path() is "System.IO.FileStream" or "System.Net.Sockets.Socket" or "System.Net.Sockets.TcpClient" or "System.Net.Sockets.UdpClient";

    // Streams, readers and writers lead outside, unless they are known to stay in memory.
    private static bool IsOutside(ITypeSymbol type)
    {
        if (type is not INamedTypeSymbol named || type.Name is "MemoryStream" or "UnmanagedMemoryStream" or "StringReader" or "StringWriter") return false;
        return named.SelfAndBases().Any(t => t.Path() is "System.IO.Stream" or "System.IO.TextReader" or "System.IO.TextWriter" or "System.IO.BinaryReader" or "System.IO.BinaryWriter");
    }
}
