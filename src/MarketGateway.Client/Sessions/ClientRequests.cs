namespace MarketGateway.Client;

/// <summary>What a client asks of the present session about subscriptions that it has, or without any.</summary>
internal sealed class ClientRequests(ClientLoop loop, MarketClientOptions options)
{
    public async Task UnsubscribeAsync(MarketSubscription subscription)
    {
        loop.Forget(subscription);
        subscription.IsEnded = true;
        var streams = subscription.AllStreams();
        var numbers = subscription.Numbers();
        var patterns = subscription.Symbols.Where(Requests.IsPattern).ToArray();
        var answers = new List<Task?>();
        if (patterns.Length > 0)
        {
            answers.Add(loop.TryRequest(id => Requests.UnsubscribePatterns(id, subscription.Channel, patterns)));
        }

        if (numbers.Length > 0)
        {
            answers.Add(loop.TryRequest(id => Requests.OfStreams("unsubscribe", id, numbers)));
        }

        await Task.WhenAll(answers.OfType<Task>()).ConfigureAwait(false);
        foreach (var stream in streams)
        {
            stream.End("unsubscribed");
        }

        loop.OnStateMayHaveChanged();
    }

    /// <summary>
    /// The wish is kept at once, so that a connection that breaks meanwhile does not lose it; when the gateway refuses it
    /// for every stream it is withdrawn.
    /// </summary>
    public async Task<IReadOnlyList<SymbolError>> UpdateAsync(
        MarketSubscription subscription, SubscriptionChanges changes, CancellationToken cancellation)
    {
        var before = subscription.Options;
        var after = changes.ApplyTo(before);
        after.Validate(subscription.Channel);
        subscription.Options = after;
        var numbers = subscription.Numbers();
        if (numbers.Length == 0 || loop.TryRequest(
                id => Requests.Update(id, subscription.Channel, after, numbers), after) is not { } request)
        {
            return [];
        }

        try
        {
            var answer = await WaitAsync(request, cancellation).ConfigureAwait(false);
            var errors = Errors(answer, subscription);
            return errors.Count < numbers.Length
                ? errors
                : throw new MarketRequestException(errors[0].Code, errors[0].Message);
        }
        catch (MarketRequestException refused) when (refused.Code != MarketRequestException.SessionEnded)
        {
            subscription.Options = before;
            throw;
        }
        catch (MarketRequestException)
        {
            // The next session begins with the new parameters.
            return [];
        }
    }

    public async Task PauseAsync(MarketSubscription subscription, bool isPaused, CancellationToken cancellation)
    {
        subscription.IsPaused = isPaused;
        var op = isPaused ? "pause" : "resume";
        var numbers = subscription.Numbers();
        if (numbers.Length == 0 || loop.TryRequest(id => Requests.OfStreams(op, id, numbers)) is not { } request)
        {
            return;
        }

        try
        {
            await WaitAsync(request, cancellation).ConfigureAwait(false);
        }
        catch (MarketRequestException refused) when (refused.Code == MarketRequestException.SessionEnded)
        {
            // The next session begins with it.
        }
    }

    public async Task<MarketSnapshot<TStream>> SnapshotAsync<TStream>(
        MarketSubscription<TStream> once, CancellationToken cancellation)
        where TStream : ClientStream
    {
        var coming = loop.Snapshot(once);
        await coming.WaitAsync(options.RequestTimeout, options.TimeProvider, cancellation).ConfigureAwait(false);
        return new MarketSnapshot<TStream>(once);
    }

    public async Task<string> AuthAsync(string token, CancellationToken cancellation)
    {
        loop.Token = token;
        var answer = await RequestAsync(id => Requests.Auth(id, token), cancellation).ConfigureAwait(false);
        return answer.TextOrNull("principal") ?? "";
    }

    public async Task ResyncAsync(ClientStream stream, CancellationToken cancellation)
    {
        var number = stream.Number;
        var answer = await RequestAsync(id => Requests.OfStreams("resync", id, [number]), cancellation)
            .ConfigureAwait(false);
        stream.CountResync();
        if (answer.Maps("errors").FirstOrDefault() is { } error)
        {
            throw new MarketRequestException(error.Text("code"), error.TextOrNull("message") ?? "resync refused");
        }
    }

    public Task<WireMap> RequestAsync(Func<long, WireMap> request, CancellationToken cancellation) =>
        WaitAsync(
            loop.TryRequest(request)
                ?? Task.FromException<WireMap>(new MarketRequestException("not connected to a gateway")),
            cancellation);

    private static List<SymbolError> Errors(WireMap answer, MarketSubscription subscription)
    {
        var errors = new List<SymbolError>();
        foreach (var error in answer.Maps("errors"))
        {
            var symbol = error.TextOrNull("symbol")
                ?? subscription.AllStreams().FirstOrDefault(
                    stream => stream.Number == error.IntegerOrNull("stream"))?.Symbol
                ?? "";
            errors.Add(new SymbolError(symbol, error.Text("code"), error.TextOrNull("message") ?? ""));
        }

        return errors;
    }

    private Task<WireMap> WaitAsync(Task<WireMap> answer, CancellationToken cancellation) =>
        answer.WaitAsync(options.RequestTimeout, options.TimeProvider, cancellation);
}
