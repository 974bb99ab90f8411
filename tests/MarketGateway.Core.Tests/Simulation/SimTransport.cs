using MarketGateway.Core.Protocol;
using MarketGateway.Core.Sessions;

namespace MarketGateway.Core.Tests.Simulation;

/// <summary>
/// A connection that takes flushes whole, in parts, after a while, or breaks at any byte. What a client has got of a flush
/// that broke is nothing.
/// </summary>
internal sealed class SimTransport(Random random) : ISessionTransport
{
    private TaskCompletionSource? _sending;
    private byte[]? _onItsWay;

    /// <summary>Gets the flushes that have arrived and were not read yet.</summary>
    public Queue<byte[]> Arrived { get; } = new();

    /// <summary>Gets or sets how often of ten times a flush is not taken at once.</summary>
    public int Slowness { get; set; }

    /// <summary>Gets or sets a value indicating whether the connection is broken.</summary>
    public bool IsBroken { get; set; }

    public bool IsClosed { get; private set; }

    public SessionEndReason Reason { get; private set; }

    public bool IsStuck => _sending is not null;

    public ValueTask SendAsync(FlushBuffer flush)
    {
        Assert.False(IsClosed, "nothing is sent after the end");
        Assert.Null(_sending);
        Assert.True(flush.Length > 0, "a flush holds something");
        if (IsBroken)
        {
            throw new IOException("broken");
        }

        var bytes = flush.Written.ToArray();
        if (random.Next(10) >= Slowness)
        {
            Arrived.Enqueue(bytes);
            return ValueTask.CompletedTask;
        }

        _onItsWay = bytes;
        _sending = new TaskCompletionSource();
        return new ValueTask(_sending.Task);
    }

    public void Close(SessionEndReason reason, string message)
    {
        Assert.False(IsClosed, "a session ends once");
        IsClosed = true;
        Reason = reason;
    }

    /// <summary>The peer reads on, or turns out to be gone.</summary>
    public void Complete()
    {
        var (sending, bytes) = (_sending, _onItsWay);
        (_sending, _onItsWay) = (null, null);
        if (sending is null)
        {
            return;
        }

        if (IsBroken)
        {
            sending.SetException(new IOException("broken"));
        }
        else
        {
            Arrived.Enqueue(bytes!);
            sending.SetResult();
        }
    }
}
