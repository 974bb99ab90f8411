using System.Runtime.CompilerServices;

namespace MarketGateway.Client;

/// <summary>
/// Reads the market from MarketGateway: holds a proven copy of every subscribed stream, reconnects and resumes by
/// itself. All members can be called from any thread.
/// </summary>
/// <example>
/// <code>
/// await using var client = new MarketClient();
/// await client.ConnectAsync();
/// var books = await client.SubscribeBookAsync(["ESH6"], depth: 10);
/// await foreach (var change in client.ReadAllAsync())
/// {
///     var view = ((ClientBook)change.Stream).View();
///     Console.WriteLine($"{view.Symbol} {view.Bids[0]} / {view.Asks[0]} at {view.Version}");
/// }
/// </code>
/// </example>
public sealed class MarketClient : IAsyncDisposable
{
    private readonly MarketClientOptions _options;
    private readonly ClientLoop _loop;
    private readonly ClientRequests _requests;

    /// <param name="options">The settings; a gateway on this machine by default.</param>
    /// <param name="listener">Sees every message on the receive loop; optional.</param>
    /// <exception cref="ArgumentException">A setting is wrong.</exception>
    public MarketClient(MarketClientOptions? options = null, IMarketListener? listener = null)
    {
        _options = options ?? new MarketClientOptions();
        _options.Validate();
        _loop = new ClientLoop(_options, listener);
        _requests = new ClientRequests(_loop, _options);
    }

    /// <summary>Gets what keeps it connected.</summary>
    internal ClientLoop Loop => _loop;

    /// <summary>Gets where the client as a whole stands.</summary>
    public ClientState State => _loop.State;

    /// <summary>Gets why, in words.</summary>
    public string StateReason => _loop.StateReason;

    /// <summary>Gets the last sign of life of the gateway; null: none yet.</summary>
    public FeedHeartbeat? Heartbeat => _loop.Heartbeat;

    /// <summary>
    /// Gets how long the last flush was on its way, from the gateway's clock to ours, as they are set; null: none came with
    /// a stamp (<see cref="MarketClientOptions.Stamps"/>).
    /// </summary>
    public TimeSpan? LineDelay => _loop.LineDelay;

    /// <summary>Gets the epoch of the versions held; null: never connected.</summary>
    public string? Epoch => _loop.Epoch;

    /// <summary>Gets what was received so far.</summary>
    public ClientTotals Totals => _loop.Totals;

    /// <summary>Gets the last error that no call could be told of; null: none.</summary>
    public Exception? LastError => _loop.LastError;

    /// <summary>Gets a task that ends with the client, and says why it did.</summary>
    public Task<SessionEnd> Completion => _loop.Completion;

    /// <summary>Connects to the first replica that answers, and stays connected until disposed.</summary>
    /// <exception cref="GatewayUnreachableException">None answered. Later losses are handled without
    /// exceptions.</exception>
    public Task ConnectAsync(CancellationToken cancellationToken = default) => _loop.ConnectAsync(cancellationToken);

    /// <summary>Asks for the definitions of the symbols that you may see, sorted. Needs no connection.</summary>
    /// <param name="filter">What they must be like; null: any.</param>
    /// <param name="cancellationToken">Gives the wait up.</param>
    /// <exception cref="MarketRequestException">The request was refused.</exception>
    /// <exception cref="GatewayUnreachableException">No address answered.</exception>
    public async Task<IReadOnlyList<MarketInstrument>> GetInstrumentsAsync(
        SymbolFilter? filter = null, CancellationToken cancellationToken = default)
    {
        var token = _options.TokenProvider is { } provider
            ? await provider(cancellationToken).ConfigureAwait(false) : _options.Token;
        return await InstrumentQuery.AskAsync(_options, token, filter ?? new SymbolFilter(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Subscribes to order books.</summary>
    /// <param name="symbols">Symbols, and patterns with <c>*</c> and <c>?</c>.</param>
    /// <param name="depth">Levels per side; 0: all.</param>
    /// <param name="interval">At most one update per symbol in this time; zero: as fast as the connection
    /// takes.</param>
    /// <param name="cancellationToken">Gives the wait up; the subscription is withdrawn.</param>
    /// <returns>The streams, and per refused symbol an error.</returns>
    /// <exception cref="MarketRequestException">The request was refused as a whole.</exception>
    /// <exception cref="TimeoutException">No answer in time; the subscription is withdrawn.</exception>
    public Task<MarketSubscription<ClientBook>> SubscribeBookAsync(
        IReadOnlyList<string> symbols,
        int depth = 0,
        TimeSpan interval = default,
        CancellationToken cancellationToken = default) =>
        SubscribeBookAsync(
            symbols, new SubscriptionOptions { Depth = depth, Interval = interval }, cancellationToken);

    /// <inheritdoc cref="SubscribeBookAsync(IReadOnlyList{string}, int, TimeSpan, CancellationToken)"/>
    /// <param name="symbols">Symbols, and patterns with <c>*</c> and <c>?</c>.</param>
    /// <param name="options">Depth, grouping, interval and filter.</param>
    /// <param name="cancellationToken">Gives the wait up; the subscription is withdrawn.</param>
    public Task<MarketSubscription<ClientBook>> SubscribeBookAsync(
        IReadOnlyList<string> symbols, SubscriptionOptions options, CancellationToken cancellationToken = default) =>
        SubscribeAsync(Books(symbols, options), cancellationToken);

    /// <summary>Subscribes to quotes; the rest as for books.</summary>
    public Task<MarketSubscription<ClientQuote>> SubscribeQuoteAsync(
        IReadOnlyList<string> symbols, TimeSpan interval = default, CancellationToken cancellationToken = default) =>
        SubscribeQuoteAsync(symbols, new SubscriptionOptions { Interval = interval }, cancellationToken);

    /// <summary>Subscribes to quotes: fields, smallest price move, interval and filter; the rest as for books.</summary>
    public Task<MarketSubscription<ClientQuote>> SubscribeQuoteAsync(
        IReadOnlyList<string> symbols, SubscriptionOptions options, CancellationToken cancellationToken = default) =>
        SubscribeAsync(Quotes(symbols, options), cancellationToken);

    /// <summary>Subscribes to trades; the rest as for books.</summary>
    /// <param name="symbols">Symbols, and patterns with <c>*</c> and <c>?</c>.</param>
    /// <param name="history">How many past trades to begin with.</param>
    /// <param name="interval">At most one message per symbol in this time; no trade is left out by it.</param>
    /// <param name="cancellationToken">Gives the wait up; the subscription is withdrawn.</param>
    public Task<MarketSubscription<ClientTrades>> SubscribeTradesAsync(
        IReadOnlyList<string> symbols,
        int history = 0,
        TimeSpan interval = default,
        CancellationToken cancellationToken = default) =>
        SubscribeTradesAsync(
            symbols, new SubscriptionOptions { History = history, Interval = interval }, cancellationToken);

    /// <summary>Subscribes to trades: history, smallest size, interval and filter; the rest as for books.</summary>
    public Task<MarketSubscription<ClientTrades>> SubscribeTradesAsync(
        IReadOnlyList<string> symbols, SubscriptionOptions options, CancellationToken cancellationToken = default) =>
        SubscribeAsync(Trades(symbols, options, _options.TradesKept), cancellationToken);

    /// <summary>
    /// Gives the streams of a subscription other parameters, also in later sessions. What they hold stays, and goes on
    /// from there; only another grouping and fields that were not there before bring a snapshot.
    /// </summary>
    /// <returns>An error per stream that stays as it was.</returns>
    /// <exception cref="ArgumentException">A value is out of range, or does not belong to the channel.</exception>
    /// <exception cref="MarketRequestException">The gateway refused all of it; nothing has changed.</exception>
    public Task<IReadOnlyList<SymbolError>> UpdateAsync(
        MarketSubscription subscription, SubscriptionChanges changes, CancellationToken cancellationToken = default) =>
        _requests.UpdateAsync(subscription, changes, cancellationToken);

    /// <summary>Wants nothing but states of a subscription until it is resumed, also in later sessions.</summary>
    public Task PauseAsync(MarketSubscription subscription, CancellationToken cancellationToken = default) =>
        _requests.PauseAsync(subscription, isPaused: true, cancellationToken);

    /// <summary>Goes on: one message brings each stream up to date.</summary>
    public Task ResumeAsync(MarketSubscription subscription, CancellationToken cancellationToken = default) =>
        _requests.PauseAsync(subscription, isPaused: false, cancellationToken);

    /// <summary>Ends a subscription with all of its streams.</summary>
    public Task UnsubscribeAsync(MarketSubscription subscription, CancellationToken cancellationToken = default) =>
        _requests.UnsubscribeAsync(subscription).WaitAsync(
            _options.RequestTimeout, _options.TimeProvider, cancellationToken);

    /// <summary>Asks for order books once, without a subscription; interval and price move mean nothing here.</summary>
    /// <exception cref="MarketRequestException">The request was refused, or there is no session.</exception>
    /// <exception cref="TimeoutException">Not all of it came in time.</exception>
    public Task<MarketSnapshot<ClientBook>> SnapshotBookAsync(
        IReadOnlyList<string> symbols,
        SubscriptionOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _requests.SnapshotAsync(Books(symbols, options ?? new()), cancellationToken);

    /// <summary>Asks for quotes once; the rest as <see cref="SnapshotBookAsync"/>.</summary>
    public Task<MarketSnapshot<ClientQuote>> SnapshotQuoteAsync(
        IReadOnlyList<string> symbols,
        SubscriptionOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _requests.SnapshotAsync(Quotes(symbols, options ?? new()), cancellationToken);

    /// <summary>Asks for the last trades once, as many as the history says; the rest as
    /// <see cref="SnapshotBookAsync"/>.</summary>
    public Task<MarketSnapshot<ClientTrades>> SnapshotTradesAsync(
        IReadOnlyList<string> symbols,
        SubscriptionOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _requests.SnapshotAsync(Trades(symbols, options ?? new(), _options.TradesKept), cancellationToken);

    /// <summary>
    /// Shows the gateway who the client is, or renews it; later sessions begin with the same token.
    /// </summary>
    /// <returns>The name under which the gateway knows the client.</returns>
    /// <exception cref="MarketRequestException">The gateway refused it, or there is no session.</exception>
    public Task<string> AuthAsync(string token, CancellationToken cancellationToken = default) =>
        _requests.AuthAsync(token, cancellationToken);

    /// <summary>
    /// Asks for a stream anew. Rarely needed: the client does so itself whenever a stream is not proven.
    /// </summary>
    /// <exception cref="MarketRequestException">The gateway refused, or there is no session.</exception>
    public Task ResyncAsync(ClientStream stream, CancellationToken cancellationToken = default) =>
        _requests.ResyncAsync(stream, cancellationToken);

    /// <summary>Measures the time to the gateway and back.</summary>
    public async Task<TimeSpan> PingAsync(CancellationToken cancellationToken = default)
    {
        var start = _options.TimeProvider.GetTimestamp();
        await _requests.RequestAsync(Requests.Ping, cancellationToken).ConfigureAwait(false);
        return _options.TimeProvider.GetElapsedTime(start);
    }

    /// <summary>
    /// The streams as they change, beginning with those that hold something already. A reader that takes its time sees
    /// each stream once, at its newest: nothing queues up. Ends when the client is disposed.
    /// </summary>
    /// <exception cref="MarketRequestException">The client closed for another reason.</exception>
    public IAsyncEnumerable<StreamChange> ReadAllAsync(CancellationToken cancellationToken = default) =>
        ReadAsync([_loop], cancellationToken);

    /// <summary>Says goodbye to the gateway and ends.</summary>
    public async ValueTask DisposeAsync() => await _loop.DisposeAsync().ConfigureAwait(false);

    /// <summary>Reads several clients as one; ends with the last of them.</summary>
    internal static async IAsyncEnumerable<StreamChange> ReadAsync(
        IReadOnlyList<ClientLoop> loops, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var feed = new ChangeFeed(loops.Count);
        foreach (var loop in loops)
        {
            loop.Add(feed);
        }

        try
        {
            while (true)
            {
                if (feed.TryTake(out var change, out var isCompleted))
                {
                    yield return change;
                }
                else if (isCompleted)
                {
                    break;
                }
                else
                {
                    await feed.WaitAsync(cancellationToken).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            foreach (var loop in loops)
            {
                loop.Remove(feed);
            }
        }

        if (!loops.Any(static loop => loop.IsDisposed))
        {
            throw new MarketRequestException("closed", loops[0].StateReason);
        }
    }

    internal static MarketSubscription<ClientBook> Books(IReadOnlyList<string> symbols, SubscriptionOptions options) =>
        new(MarketChannel.Book, [.. symbols], options, static symbol => new ClientBook(symbol));

    internal static MarketSubscription<ClientQuote> Quotes(IReadOnlyList<string> symbols, SubscriptionOptions options) =>
        new(MarketChannel.Quote, [.. symbols], options, static symbol => new ClientQuote(symbol));

    internal static MarketSubscription<ClientTrades> Trades(
        IReadOnlyList<string> symbols, SubscriptionOptions options, int kept) =>
        new(MarketChannel.Trade, [.. symbols], options, symbol => new ClientTrades(symbol, kept));

    private async Task<MarketSubscription<TStream>> SubscribeAsync<TStream>(
        MarketSubscription<TStream> subscription, CancellationToken cancellationToken)
        where TStream : ClientStream
    {
        try
        {
            await _loop.Subscribe(subscription)
                .WaitAsync(_options.RequestTimeout, _options.TimeProvider, cancellationToken).ConfigureAwait(false);
            return subscription;
        }
        catch (Exception error) when (error is TimeoutException or OperationCanceledException)
        {
            _ = _requests.UnsubscribeAsync(subscription);
            throw;
        }
    }
}
