namespace MarketGateway.Client;

/// <summary>
/// What a client asked for in one call, and what became of it. It outlives sessions: after a reconnect the client asks
/// for it again, from where its streams stand.
/// </summary>
public abstract class MarketSubscription
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ClientStream> _streams = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SymbolError> _errors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PatternMatch> _patterns = new(StringComparer.Ordinal);
    private int _answersDue;
    private TaskCompletionSource _acknowledged = NewSource();
    private volatile SubscriptionOptions _options;
    private volatile bool _isPaused;
    private volatile bool _isEnded;

    private protected MarketSubscription(
        MarketChannel channel, IReadOnlyList<string> symbols, SubscriptionOptions options)
    {
        options.Validate(channel);
        Channel = channel;
        Symbols = [.. symbols.Select(InNormalForm)];
        _options = options;
    }

    /// <summary>Gets the channel.</summary>
    public MarketChannel Channel { get; }

    /// <summary>Gets the symbols and patterns that were asked for, in their normal form (NFC).</summary>
    public IReadOnlyList<string> Symbols { get; }

    /// <summary>
    /// Gets what is asked for, updates included. What was granted stands in each stream's terms.
    /// </summary>
    public SubscriptionOptions Options
    {
        get => _options;
        internal set => _options = value;
    }

    /// <summary>Gets a value indicating whether nothing but states is wanted for now.</summary>
    public bool IsPaused
    {
        get => _isPaused;
        internal set => _isPaused = value;
    }

    /// <summary>Gets or sets a value indicating whether it was given up or refused: nothing of it is asked for any more.</summary>
    internal bool IsEnded
    {
        get => _isEnded;
        set => _isEnded = value;
    }

    /// <summary>Gets a value indicating whether the gateway has answered for every symbol, in the present session.</summary>
    internal bool IsAnswered
    {
        get
        {
            lock (_gate)
            {
                return _answersDue == 0;
            }
        }
    }

    /// <summary>Gets the symbols that are not served, and why.</summary>
    public IReadOnlyList<SymbolError> Errors
    {
        get
        {
            lock (_gate)
            {
                return [.. _errors.Values];
            }
        }
    }

    /// <summary>Gets the patterns, and how many symbols each matched.</summary>
    public IReadOnlyList<PatternMatch> Patterns
    {
        get
        {
            lock (_gate)
            {
                return [.. _patterns.Values];
            }
        }
    }

    /// <summary>
    /// Gets a task that completes when the gateway has answered for every symbol, in the present session.
    /// </summary>
    internal Task Acknowledged
    {
        get
        {
            lock (_gate)
            {
                return _acknowledged.Task;
            }
        }
    }

    /// <summary>The errors of some parts as one: a symbol is refused where all that were asked for it have said so.</summary>
    internal static IReadOnlyList<SymbolError> ErrorsOf(IReadOnlyList<MarketSubscription> parts) =>
    [
        .. parts.SelectMany(static part => part.Errors).GroupBy(static error => error.Symbol)
            .Where(errors => errors.Count() == Math.Max(1, parts.Count(part => part.Symbols.Contains(errors.Key))))
            .Select(static errors => errors.First()),
    ];

    /// <summary>All streams of the subscription; those that a pattern found later are in it.</summary>
    internal ClientStream[] AllStreams()
    {
        lock (_gate)
        {
            return [.. _streams.Values];
        }
    }

    internal void BeginRequest(int parts)
    {
        lock (_gate)
        {
            _answersDue = parts;
            _errors.Clear();
            if (_acknowledged.Task.IsCompleted)
            {
                _acknowledged = NewSource();
            }
        }
    }

    /// <summary>One part more is due: the data of a symbol whose state was asked for once.</summary>
    internal void AwaitPart()
    {
        lock (_gate)
        {
            _answersDue++;
        }
    }

    internal void PartAnswered()
    {
        lock (_gate)
        {
            if (--_answersDue == 0)
            {
                _acknowledged.TrySetResult();
            }
        }
    }

    internal void Refuse(Exception error)
    {
        lock (_gate)
        {
            _acknowledged.TrySetException(error);
            _ = _acknowledged.Task.Exception;
        }
    }

    internal ClientStream GetOrAdd(string symbol)
    {
        lock (_gate)
        {
            if (!_streams.TryGetValue(symbol, out var stream))
            {
                stream = NewStream(symbol);
                _streams.Add(symbol, stream);
            }

            return stream;
        }
    }

    internal ClientStream? Find(string symbol)
    {
        lock (_gate)
        {
            return _streams.GetValueOrDefault(InNormalForm(symbol));
        }
    }

    internal void Add(SymbolError error)
    {
        lock (_gate)
        {
            _errors[error.Symbol] = error;
        }
    }

    /// <summary>The symbol is served after all.</summary>
    internal void ClearError(string symbol)
    {
        lock (_gate)
        {
            _errors.Remove(symbol);
        }
    }

    internal void Add(PatternMatch match)
    {
        lock (_gate)
        {
            _patterns[match.Pattern] = match;
        }
    }

    private protected abstract ClientStream NewStream(string symbol);

    /// <summary>As the gateway writes it, whichever way it was typed: an e with an accent may be one character or two.</summary>
    /// <remarks>A process in globalization-invariant mode has no normal forms: there it stays as it was typed.</remarks>
    private static string InNormalForm(string symbol) => symbol.Normalize();

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
