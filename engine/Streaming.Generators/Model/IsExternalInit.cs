namespace System.Runtime.CompilerServices;

/// <summary>The compiler asks for it where records are compiled for .NET Standard.</summary>
internal static class IsExternalInit;
