namespace MarketGateway.Client;

/// <summary>What a client asks of the present session about subscriptions that it has, or without any.</summary>
internal sealed class ClientRequests(ClientLoop loop, MarketClientOptions options)
{
    public async Task UnsubscribeAsync(MarketSubscription subscription)
    {
        loop.Forget(subscription);
        subscription.IsEnded = true;
        var streams = subscription.AllStreams();
        var patterns = subscription.Symbols.Where(Requests.IsPattern).ToArray();
        var answers = new List<Task?>();
        if (patterns.Length > 0)
        {
            answers.Add(loop.TryRequest(id => Requests.UnsubscribePatterns(id, subscription.Channel, patterns)));
        }

        answers.Add(AskAsync(subscription, static (id, numbers) => Requests.OfStreams("unsubscribe", id, numbers)));
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
        try
        {
            var (count, errors) = await AskAsync(
                    subscription, (id, numbers) => Requests.Update(id, subscription.Channel, after, numbers), after)
                .WaitAsync(options.RequestTimeout, options.TimeProvider, cancellation).ConfigureAwait(false);
            return count == 0 || errors.Count < count
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
        try
        {
            await AskAsync(subscription, (id, numbers) => Requests.OfStreams(op, id, numbers))
                .WaitAsync(options.RequestTimeout, options.TimeProvider, cancellation).ConfigureAwait(false);
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

    /// <summary>
    /// Asks about each stream of a subscription by its number. An update that was on its way may have given a stream
    /// another number meanwhile; the gateway does not know the one that was asked about then, and is asked about the
    /// new one.
    /// </summary>
    /// <returns>Of how many streams, and what was refused; of none while there is no session.</returns>
    private async Task<(int Count, List<SymbolError> Errors)> AskAsync(
        MarketSubscription subscription, Func<long, long[], WireMap> request, SubscriptionOptions? asked = null)
    {
        var errors = new List<SymbolError>();
        var due = subscription.AllStreams().Where(static stream => stream.Number != 0).ToArray();
        var count = due.Length;
        while (due.Length > 0)
        {
            var numbers = Array.ConvertAll(due, static stream => stream.Number);
            if (loop.TryRequest(id => request(id, numbers), asked) is not { } asking)
            {
                return (0, []);
            }

            var answer = await asking.ConfigureAwait(false);
            var renumbered = new List<ClientStream>();
            foreach (var error in answer.Maps("errors"))
            {
                var number = error.IntegerOrNull("stream") ?? 0;
                var stream = due.ElementAtOrDefault(Array.IndexOf(numbers, number));
                if (error.Text("code") == "not_subscribed" && stream is { Number: not 0 } && stream.Number != number)
                {
                    renumbered.Add(stream);
                }
                else
                {
                    var symbol = error.TextOrNull("symbol") ?? stream?.Symbol ?? "";
                    errors.Add(new SymbolError(symbol, error.Text("code"), error.TextOrNull("message") ?? ""));
                }
            }

            due = [.. renumbered];
        }

        return (count, errors);
    }

    private Task<WireMap> WaitAsync(Task<WireMap> answer, CancellationToken cancellation) =>
        answer.WaitAsync(options.RequestTimeout, options.TimeProvider, cancellation);
}
