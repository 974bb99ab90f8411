#if !NET9_0_OR_GREATER
namespace System.Threading;

/// <summary>What .NET 9 brought, for .NET 8: a monitor under the same words.</summary>
internal sealed class Lock
{
    private readonly object _gate = new();

    public bool IsHeldByCurrentThread => Monitor.IsEntered(_gate);

    public Scope EnterScope()
    {
        Monitor.Enter(_gate);
        return new Scope(_gate);
    }

    /// <summary>The time for which it is held.</summary>
    public readonly ref struct Scope(object gate)
    {
        public void Dispose() => Monitor.Exit(gate);
    }
}
#endif
