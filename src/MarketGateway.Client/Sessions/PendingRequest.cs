namespace MarketGateway.Client;

/// <summary>
/// A request that waits for its answer; that of a subscription waits on, for symbols that appear later.
/// </summary>
internal sealed class PendingRequest(SubscriptionOptions? asked = null, MarketSubscription? subscription = null)
{
    private readonly TaskCompletionSource<WireMap> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public MarketSubscription? Subscription => subscription;

    /// <summary>Gets the parameters that the request asks for.</summary>
    public SubscriptionOptions Asked { get; } = asked ?? new();

    /// <summary>Gets the request of a subscription, to be sent again where it came too early.</summary>
    public WireMap? Request { get; init; }

    /// <summary>Gets a value indicating whether it is answered again, with each symbol that a pattern finds.</summary>
    public bool MayBeAnsweredAgain =>
        Request?["symbols"] is List<object?> symbols && symbols.Any(static each => Requests.IsPattern((string)each!));

    /// <summary>Gets a value indicating whether nobody wants the answer any more.</summary>
    public bool IsGivenUp => subscription is { IsEnded: true };

    /// <summary>Gets a value indicating whether the state is asked for once: it does not survive the session.</summary>
    public bool IsOnce { get; init; }

    /// <summary>Gets or sets a value indicating whether the last part of the answer has come.</summary>
    public bool IsAnswered { get; set; }

    public Task<WireMap> Answer => _answer.Task;

    public void Complete(WireMap answer) => _answer.TrySetResult(answer);

    public void Fail(Exception error)
    {
        _answer.TrySetException(error);
        // A request of the client's own has nobody who awaits it.
        _ = _answer.Task.Exception;
    }
}
