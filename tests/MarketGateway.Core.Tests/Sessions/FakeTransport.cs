using MarketGateway.Core.Protocol;
using MarketGateway.Core.Sessions;

namespace MarketGateway.Core.Tests.Sessions;

/// <summary>
/// A connection that keeps what was sent. Blocked, it takes one flush and does not complete until the test says so, as
/// a socket whose peer does not read.
/// </summary>
internal sealed class FakeTransport : ISessionTransport
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Lock _gate = new();
    private readonly List<byte[]> _flushes = [];
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _sending;
    private bool _isBlocked;

    /// <summary>Gets or sets what the next sends throw; null: nothing.</summary>
    public Exception? Fault { get; set; }

    public SessionEndReason ClosedBecause { get; private set; }

    public int CloseCount { get; private set; }

    /// <summary>Gets a value indicating whether a flush waits for the peer.</summary>
    public bool IsStuck
    {
        get
        {
            lock (_gate)
            {
                return _sending is not null;
            }
        }
    }

    public int FlushCount
    {
        get
        {
            lock (_gate)
            {
                return _flushes.Count;
            }
        }
    }

    public IReadOnlyList<byte[]> Flushes
    {
        get
        {
            lock (_gate)
            {
                return [.. _flushes];
            }
        }
    }

    public ValueTask SendAsync(FlushBuffer flush)
    {
        lock (_gate)
        {
            Assert.True(_sending is null, "a flush is sent only after the one before it");
            if (Fault is { } fault)
            {
                throw fault;
            }

            _flushes.Add(flush.Written.ToArray());
            Announce();
            if (!_isBlocked)
            {
                return ValueTask.CompletedTask;
            }

            // Completed where the test says so: whoever waits for it has heard of it by then.
            _sending = new TaskCompletionSource();
            return new ValueTask(_sending.Task);
        }
    }

    public void Close(SessionEndReason reason, string message)
    {
        lock (_gate)
        {
            CloseCount++;
            ClosedBecause = reason;
            Announce();
        }
    }

    /// <summary>From the next flush on, the peer takes nothing.</summary>
    public void Block()
    {
        lock (_gate)
        {
            _isBlocked = true;
        }
    }

    /// <summary>The peer reads again.</summary>
    public void Unblock(Exception? fault = null)
    {
        TaskCompletionSource? sending;
        lock (_gate)
        {
            _isBlocked = false;
            (sending, _sending) = (_sending, null);
        }

        if (fault is null)
        {
            sending?.SetResult();
        }
        else
        {
            sending?.SetException(fault);
        }
    }

    /// <summary>Waits until something holds, looking again whenever something was sent or closed.</summary>
    public async Task UntilAsync(Func<bool> holds, string what)
    {
        while (true)
        {
            Task news;
            lock (_gate)
            {
                news = _news.Task;
            }

            if (holds())
            {
                return;
            }

            try
            {
                await news.WaitAsync(Patience);
            }
            catch (TimeoutException)
            {
                Assert.Fail($"waited in vain for {what}");
            }
        }
    }

    private void Announce()
    {
        var news = _news;
        _news = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        news.SetResult();
    }
}
