namespace MarketGateway.Client;

/// <summary>
/// Reads a market that is split over shards as one: asks any gateway which symbols live where, and keeps a connection to
/// each shard, with a back-off of its own. Where one is away its streams are not live, and the others go on. Of a market
/// that is whole it is one connection. All members can be called from any thread.
/// </summary>
public sealed class ShardedMarketClient : IAsyncDisposable
{
    /// <summary>The worst first: what one shard is, the whole is not better than.</summary>
    private static readonly ClientState[] Worst =
    [
        ClientState.Closed, ClientState.Connecting, ClientState.Syncing, ClientState.Lagging, ClientState.Stale,
        ClientState.Live,
    ];

    private readonly MarketClientOptions _options;
    private readonly IMarketListener? _listener;
    private readonly SemaphoreSlim _connecting = new(1);
    private TaskCompletionSource _stateChanged = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Placement? _placement;

    /// <param name="options">The settings of each connection; the addresses are those that are asked for shards.</param>
    /// <param name="listener">Sees every message, on the receive loop of its shard: of several at a time; optional.</param>
    /// <exception cref="ArgumentException">A setting is wrong.</exception>
    public ShardedMarketClient(MarketClientOptions? options = null, IMarketListener? listener = null)
    {
        _options = options ?? new MarketClientOptions();
        _options.Validate();
        _listener = listener;
    }

    /// <summary>
    /// Gets the client of each shard, by name, once connected: each has a state and totals of its own. The name is empty
    /// where the market is whole.
    /// </summary>
    public IReadOnlyDictionary<string, MarketClient> Shards { get; private set; } = new Dictionary<string, MarketClient>();

    /// <summary>Gets the worst that holds for any shard.</summary>
    public ClientState State => Worst[Shards.Values
        .Select(static client => Array.IndexOf(Worst, client.State)).DefaultIfEmpty(1).Min()];

    /// <summary>Gets why, and of which shard.</summary>
    public string StateReason
    {
        get
        {
            var state = State;
            var worst = Shards.Where(shard => shard.Value.State == state)
                .Select(static shard => shard.Key.Length > 0 ? $"{shard.Key}: {shard.Value.StateReason}" : shard.Value.StateReason);
            return string.Join("; ", worst) is { Length: > 0 } reason ? reason : "not connected yet";
        }
    }

    /// <summary>Connects to every shard, and stays connected until disposed; one that is away is tried again.</summary>
    /// <exception cref="GatewayUnreachableException">Nobody says which shards there are, or none is there.</exception>
    public async Task ConnectAsync(CancellationToken cancellationToken = default)
    {
        await _connecting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_placement is null)
            {
                await FindAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _connecting.Release();
        }

        var connections = Shards.Values.Select(client => client.ConnectAsync(cancellationToken)).ToArray();
        await Task.WhenAll(connections).ContinueWith(
            static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        if (Array.TrueForAll(connections, static connection => connection.IsFaulted))
        {
            await connections[0].ConfigureAwait(false);
        }
    }

    /// <summary>Subscribes to order books, wherever they live; patterns and filters go to every shard.</summary>
    /// <param name="symbols">Symbols, and patterns with <c>*</c> and <c>?</c>.</param>
    /// <param name="options">Depth, grouping, interval and filter.</param>
    /// <param name="cancellationToken">Gives the wait up; the subscription is withdrawn.</param>
    /// <returns>Once each shard that is there has answered; <c>Away</c> names the others.</returns>
    /// <exception cref="MarketRequestException">A shard refused the request as a whole, or it is not known which there
    /// are.</exception>
    /// <exception cref="TimeoutException">No answer in time; the subscription is withdrawn.</exception>
    public Task<ShardedSubscription<ClientBook>> SubscribeBookAsync(
        IReadOnlyList<string> symbols, SubscriptionOptions? options = null, CancellationToken cancellationToken = default) =>
        SubscribeAsync(symbols, part => MarketClient.Books(part, options ?? new()), cancellationToken);

    /// <summary>Subscribes to quotes; the rest as for books.</summary>
    public Task<ShardedSubscription<ClientQuote>> SubscribeQuoteAsync(
        IReadOnlyList<string> symbols, SubscriptionOptions? options = null, CancellationToken cancellationToken = default) =>
        SubscribeAsync(symbols, part => MarketClient.Quotes(part, options ?? new()), cancellationToken);

    /// <summary>Subscribes to trades; the rest as for books.</summary>
    public Task<ShardedSubscription<ClientTrades>> SubscribeTradesAsync(
        IReadOnlyList<string> symbols, SubscriptionOptions? options = null, CancellationToken cancellationToken = default) =>
        SubscribeAsync(symbols, part => MarketClient.Trades(part, options ?? new(), _options.TradesKept), cancellationToken);

    /// <summary>Gives the streams of a subscription other parameters, on all shards.</summary>
    /// <returns>An error per stream that stays as it was.</returns>
    public async Task<IReadOnlyList<SymbolError>> UpdateAsync<TStream>(
        ShardedSubscription<TStream> subscription, SubscriptionChanges changes, CancellationToken cancellationToken = default)
        where TStream : ClientStream
    {
        var errors = await Task.WhenAll(Each(
            subscription, (client, part) => client.UpdateAsync(part, changes, cancellationToken))).ConfigureAwait(false);
        return [.. errors.SelectMany(static some => some)];
    }

    /// <summary>Wants nothing but states of a subscription until it is resumed.</summary>
    public Task PauseAsync<TStream>(
        ShardedSubscription<TStream> subscription, CancellationToken cancellationToken = default)
        where TStream : ClientStream =>
        Task.WhenAll(Each(subscription, (client, part) => client.PauseAsync(part, cancellationToken)));

    /// <summary>Goes on: one message brings each stream up to date.</summary>
    public Task ResumeAsync<TStream>(
        ShardedSubscription<TStream> subscription, CancellationToken cancellationToken = default)
        where TStream : ClientStream =>
        Task.WhenAll(Each(subscription, (client, part) => client.ResumeAsync(part, cancellationToken)));

    /// <summary>Ends a subscription with all of its streams.</summary>
    public Task UnsubscribeAsync<TStream>(
        ShardedSubscription<TStream> subscription, CancellationToken cancellationToken = default)
        where TStream : ClientStream =>
        Task.WhenAll(Each(subscription, (client, part) => client.UnsubscribeAsync(part, cancellationToken)));

    /// <summary>Asks for order books once, without a subscription.</summary>
    /// <exception cref="MarketRequestException">A shard that is asked is away, or refused.</exception>
    /// <exception cref="TimeoutException">Not all of it came in time.</exception>
    public Task<MarketSnapshot<ClientBook>> SnapshotBookAsync(
        IReadOnlyList<string> symbols, SubscriptionOptions? options = null, CancellationToken cancellationToken = default) =>
        SnapshotAsync(symbols, (client, part) => client.SnapshotBookAsync(part, options, cancellationToken));

    /// <summary>Asks all shards for the definitions of symbols, sorted; throws where one is away.</summary>
    public async Task<IReadOnlyList<MarketInstrument>> GetInstrumentsAsync(
        SymbolFilter? filter = null, CancellationToken cancellationToken = default)
    {
        var parts = await Task.WhenAll(
            Shards.Values.Select(client => client.GetInstrumentsAsync(filter, cancellationToken))).ConfigureAwait(false);
        return [.. parts.SelectMany(static part => part).OrderBy(static each => each.Symbol, StringComparer.Ordinal)];
    }

    /// <summary>Asks for quotes once; the rest as <see cref="SnapshotBookAsync"/>.</summary>
    public Task<MarketSnapshot<ClientQuote>> SnapshotQuoteAsync(
        IReadOnlyList<string> symbols, SubscriptionOptions? options = null, CancellationToken cancellationToken = default) =>
        SnapshotAsync(symbols, (client, part) => client.SnapshotQuoteAsync(part, options, cancellationToken));

    /// <summary>Asks for the last trades once; the rest as <see cref="SnapshotBookAsync"/>.</summary>
    public Task<MarketSnapshot<ClientTrades>> SnapshotTradesAsync(
        IReadOnlyList<string> symbols, SubscriptionOptions? options = null, CancellationToken cancellationToken = default) =>
        SnapshotAsync(symbols, (client, part) => client.SnapshotTradesAsync(part, options, cancellationToken));

    /// <summary>
    /// The streams of all shards as they change; the rest as <see cref="MarketClient.ReadAllAsync"/>. To be called once
    /// connected.
    /// </summary>
    public IAsyncEnumerable<StreamChange> ReadAllAsync(CancellationToken cancellationToken = default)
    {
        RequirePlacement();
        return MarketClient.ReadAsync([.. Shards.Values.Select(static client => client.Loop)], cancellationToken);
    }

    /// <summary>Says goodbye to all shards and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Shards.Values.Select(static client => client.DisposeAsync().AsTask())).ConfigureAwait(false);
        _connecting.Dispose();
    }

    /// <summary>Says whether a shard has no session now.</summary>
    internal bool IsAway(string shard) =>
        !Shards.TryGetValue(shard, out var client) || client.State is ClientState.Connecting or ClientState.Closed;

    private async Task FindAsync(CancellationToken cancellation)
    {
        var token = _options.TokenProvider is { } provider
            ? await provider(cancellation).ConfigureAwait(false) : _options.Token;
        var placement = await Placement.FindAsync(_options, token, cancellation).ConfigureAwait(false);
        var places = placement.Places.Count == 0
            ? [("", _options.Urls)]
            : placement.Places.Select(static place => (place.Name, Urls: (IReadOnlyList<Uri>)[place.Url]));
        Shards = places.ToDictionary(
            static place => place.Name,
            place => new MarketClient(
                _options with { Urls = place.Urls, KeepsTrying = true }, new ShardListener(_listener, OnState)));
        _placement = placement;
    }

    private void OnState() => Interlocked.Exchange(
        ref _stateChanged, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    private async Task<ShardedSubscription<TStream>> SubscribeAsync<TStream>(
        IReadOnlyList<string> symbols,
        Func<IReadOnlyList<string>, MarketSubscription<TStream>> subscribe,
        CancellationToken cancellation)
        where TStream : ClientStream
    {
        var parts = RequirePlacement().Parts(symbols).ToDictionary(
            static part => part.Shard, part => subscribe(part.Symbols));
        var subscription = new ShardedSubscription<TStream>(this, [.. symbols], parts);
        try
        {
            await Task.WhenAll(parts.Select(part => AnsweredAsync(part.Key, Shards[part.Key].Loop.Subscribe(part.Value))))
                .WaitAsync(_options.RequestTimeout, _options.TimeProvider, cancellation).ConfigureAwait(false);
            return subscription;
        }
        catch (Exception error) when (error is TimeoutException or OperationCanceledException or MarketRequestException)
        {
            _ = UnsubscribeAsync(subscription, CancellationToken.None);
            throw;
        }
    }

    private async Task<MarketSnapshot<TStream>> SnapshotAsync<TStream>(
        IReadOnlyList<string> symbols, Func<MarketClient, IReadOnlyList<string>, Task<MarketSnapshot<TStream>>> ask)
        where TStream : ClientStream
    {
        var parts = RequirePlacement().Parts(symbols).Select(part => ask(Shards[part.Shard], part.Symbols));
        return new MarketSnapshot<TStream>(await Task.WhenAll(parts).ConfigureAwait(false));
    }

    /// <summary>Waits for the answer of a shard for as long as it is there.</summary>
    private async Task AnsweredAsync(string shard, Task answer)
    {
        while (!answer.IsCompleted)
        {
            var changed = Volatile.Read(ref _stateChanged).Task;
            if (IsAway(shard))
            {
                return;
            }

            await Task.WhenAny(answer, changed).ConfigureAwait(false);
        }

        if (!IsAway(shard))
        {
            await answer.ConfigureAwait(false);
        }
    }

    private T[] Each<T, TStream>(
        ShardedSubscription<TStream> subscription, Func<MarketClient, MarketSubscription<TStream>, T> act)
        where TStream : ClientStream
    {
        ArgumentNullException.ThrowIfNull(subscription);
        return [.. subscription.Parts.Select(part => act(Shards[part.Key], part.Value))];
    }

    private Placement RequirePlacement() => _placement
        ?? throw new MarketRequestException("not_connected", "not connected yet: which shards there are is not known");
}
