namespace MarketGateway.Client;

/// <summary>
/// Takes the gateway's answers about subscriptions apart: which streams begin, go on as others, or are refused. Called by
/// the receive loop of the <see cref="Session"/>.
/// </summary>
internal sealed class SubscriptionAnswers(Session session, SessionStreams streams, AbsentStreams absent)
{
    public void OnSubscribed(WireMap map, PendingRequest pending, MarketSubscription subscription)
    {
        var begun = new List<long>();
        var resumed = map.Lists("resumed")
            .Select(entry => ResumedEntry.WriteOut(entry, subscription.Channel, pending.Asked));
        foreach (var entry in map.Maps("streams").Concat(resumed))
        {
            var stream = subscription.GetOrAdd(entry.Text("symbol"));
            var number = entry.Integer("stream");
            if (subscription.IsEnded || (stream.Number != 0 && stream.Number != number))
            {
                // Found after it was given up, or anew by a pattern although its stream has other parameters since.
                GiveBack([number]);
                continue;
            }

            streams.Acknowledge(stream, entry, pending.Asked);
            subscription.ClearError(stream.Symbol);
            begun.Add(number);
        }

        CatchUp(subscription, pending.Asked, begun);
        foreach (var refused in Errors(map))
        {
            subscription.Add(refused);

            // Two patterns may find the same symbol: the second finding is refused, the stream goes on.
            if (subscription.Find(refused.Symbol) is { Number: 0 } stream)
            {
                OnRefused(stream, subscription, refused.Code);
            }
        }

        foreach (var pattern in map.Maps("patterns"))
        {
            subscription.Add(new PatternMatch(pattern.Text("pattern"), pattern.Integer("matched")));
        }

        if (!pending.IsAnswered && !map.Flag("more"))
        {
            pending.IsAnswered = true;
            subscription.PartAnswered();
            MissUnanswered(subscription);
        }
    }

    /// <summary>Nobody wants these streams any more.</summary>
    public void GiveBack(long[] numbers)
    {
        if (numbers.Length > 0)
        {
            _ = session.RequestAsync(id => Requests.OfStreams("unsubscribe", id, numbers));
        }
    }

    /// <summary>Part of the answer to a one-off; what it names follows as data.</summary>
    public void OnSnapshot(WireMap map, MarketSubscription once)
    {
        foreach (var entry in map.Maps("streams"))
        {
            streams.AwaitOnce(once, entry);
        }

        foreach (var refused in Errors(map))
        {
            once.Add(refused);
        }

        if (!map.Flag("more"))
        {
            once.PartAnswered();
        }
    }

    public void OnUpdated(WireMap map, PendingRequest pending)
    {
        foreach (var entry in map.Maps("streams"))
        {
            streams.Update(entry, pending.Asked);
        }
    }

    private void OnRefused(ClientStream stream, MarketSubscription subscription, string code)
    {
        if (code == "unknown_symbol")
        {
            absent.Add(stream, subscription);
        }
        else
        {
            stream.End(code);
        }
    }

    /// <summary>A symbol that a pattern found in an earlier session, and does not find now, is in no answer.</summary>
    private void MissUnanswered(MarketSubscription subscription)
    {
        if (!subscription.IsAnswered)
        {
            return;
        }

        var hasPatterns = subscription.Symbols.Any(Requests.IsPattern);
        foreach (var stream in subscription.AllStreams())
        {
            if (stream is not { Number: 0, State: not StreamState.Ended } || subscription.Symbols.Contains(stream.Symbol))
            {
                continue;
            }

            if (stream.Alias is not null)
            {
                streams.EndMoved(stream);
            }
            else if (hasPatterns)
            {
                absent.Add(stream, subscription);
            }
        }
    }

    private static IEnumerable<SymbolError> Errors(WireMap map) => map.Maps("errors").Select(static error =>
        new SymbolError(error.Text("symbol"), error.Text("code"), error.TextOrNull("message") ?? ""));

    /// <summary>What was asked of the subscription since its request was sent holds for these streams too.</summary>
    private void CatchUp(MarketSubscription subscription, SubscriptionOptions asked, List<long> begun)
    {
        if (begun.Count == 0)
        {
            return;
        }

        // First the pause: the update may give the streams other numbers.
        if (subscription.IsPaused)
        {
            _ = session.RequestAsync(id => Requests.OfStreams("pause", id, begun));
        }

        var options = subscription.Options;
        if (options != asked)
        {
            _ = session.RequestAsync(id => Requests.Update(id, subscription.Channel, options, begun), options);
        }
    }
}
