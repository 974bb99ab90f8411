namespace MarketGateway.Client;

/// <summary>
/// The streams of one session by their numbers, and those among them that are not proven at present. Owned by the
/// receive loop of the <see cref="Session"/>.
/// </summary>
internal sealed class SessionStreams(MarketClientOptions options, ISessionOwner owner)
{
    private readonly Dictionary<long, ClientStream> _streams = [];
    private readonly HashSet<ClientStream> _broken = [];
    private readonly OneOffs _once = new();

    /// <summary>Streams of which something could not be read, and nothing could since; true: a resync was answered.</summary>
    private readonly Dictionary<ClientStream, bool> _unreadable = [];
    private readonly List<long> _givenUp = [];

    /// <summary>Gets or sets how long after a resync of a stream the gateway grants the next.</summary>
    public TimeSpan ResyncInterval { get; set; }

    public void Apply(DataMessage message)
    {
        if (!_streams.TryGetValue(message.Stream, out var stream))
        {
            if (!_once.TryApply(message))
            {
                // Data may cross an unsubscribe on its way; it is nobody's any more.
                owner.OnUnknownMessage();
            }

            return;
        }

        var wasSynced = stream.IsSynced;
        var verdict = stream.Apply(message);
        if (verdict == ApplyVerdict.Unreadable)
        {
            OnUnreadable(stream, $"kind {message.Kind} on a stream of channel {stream.Channel}");
            return;
        }

        if (verdict == ApplyVerdict.Applied)
        {
            _broken.Remove(stream);
            _unreadable.Remove(stream);
        }
        else if (_broken.Add(stream))
        {
            stream.Desync(verdict.ToString());
            options.Logger.StreamBroken(stream.Symbol, stream.Channel, verdict, message.From, stream.Version);
        }

        owner.OnMessage(stream, message, verdict, wasSynced != stream.IsSynced);
    }

    /// <summary>A message that cannot be read spoils the stream that it is about, and nothing else.</summary>
    public void Refuse(DataMessage message)
    {
        if (_streams.TryGetValue(message.Stream, out var stream))
        {
            stream.Refuse();
            OnUnreadable(stream, message.Problem);
        }
        else if (!_once.TryRefuse(message))
        {
            owner.OnUnknownMessage();
        }
    }

    /// <summary>The streams that were given up since the last call, by number: the gateway is to send them no more.</summary>
    public long[] TakeGivenUp()
    {
        if (_givenUp.Count == 0)
        {
            return [];
        }

        long[] numbers = [.. _givenUp];
        _givenUp.Clear();
        return numbers;
    }

    /// <summary>One entry of <c>subscribed</c>.</summary>
    public void Acknowledge(ClientStream stream, WireMap entry, SubscriptionOptions asked)
    {
        var number = entry.Integer("stream");
        var terms = StreamTerms.Read(entry);
        if (!entry.ContainsKey("generation"))
        {
            // An entry in brief: it goes on with what was offered.
            terms = terms with { Generation = stream.Terms.Generation };
        }

        stream.Acknowledge(number, terms, IsContinued(entry), asked);
        if (entry.TextOrNull("alias") is { } alias)
        {
            stream.SetAlias(alias, stream.Symbol);
        }

        stream.Resyncs.Reset();
        _broken.Remove(stream);
        _unreadable.Remove(stream);
        _streams[number] = stream;
        Report(stream, entry);
    }

    /// <summary>One entry of <c>snapshot</c>: the next message of its number belongs to nothing that is held.</summary>
    public void AwaitOnce(MarketSubscription once, WireMap entry)
    {
        var stream = once.GetOrAdd(entry.Text("symbol"));
        stream.Acknowledge(0, StreamTerms.Read(entry), continues: false, once.Options);
        ReportTo(stream, entry);
        if (stream.State != StreamState.Loading)
        {
            once.AwaitPart();
            _once.Add(entry.Integer("stream"), stream, once);
        }
    }

    /// <summary>One entry of <c>updated</c>: the stream goes on under another number, perhaps.</summary>
    public void Update(WireMap entry, SubscriptionOptions asked)
    {
        var number = entry.Integer("stream");
        if (!_streams.Remove(entry.Integer("was"), out var stream))
        {
            owner.OnUnknownMessage();
            return;
        }

        stream.Update(number, StreamTerms.Read(entry), IsContinued(entry), asked);
        _streams[number] = stream;
        if (!IsContinued(entry))
        {
            // The snapshot that follows mends what may have been broken.
            _broken.Remove(stream);
        }

        Report(stream, entry);
    }

    /// <summary>An entry of <c>paused</c> or <c>resumed</c>.</summary>
    public void SetPaused(IEnumerable<long> numbers, bool isPaused)
    {
        foreach (var number in numbers)
        {
            if (_streams.TryGetValue(number, out var stream))
            {
                stream.IsPaused = isPaused;
                owner.OnStatus(stream);
            }
        }
    }

    /// <summary>Nobody's answer: streams that we hold already are of another generation, perhaps in other scales.</summary>
    public void Renew(IEnumerable<WireMap> entries)
    {
        foreach (var entry in entries)
        {
            if (_streams.TryGetValue(entry.Integer("stream"), out var stream))
            {
                var isPaused = stream.IsPaused;
                Acknowledge(stream, entry, stream.Asked);
                stream.IsPaused = isPaused;
            }
            else
            {
                owner.OnUnknownMessage();
            }
        }
    }

    /// <summary>A <c>status</c> of any number of streams, or an <c>alias</c>.</summary>
    public void Report(WireMap status)
    {
        if (status.Op == "alias")
        {
            Move(status);
            return;
        }

        foreach (var number in status.Integers("streams"))
        {
            if (_streams.TryGetValue(number, out var stream))
            {
                Report(stream, status);
            }
        }
    }

    /// <summary>An <c>alias</c>: the name by which these were asked for stands for another symbol now.</summary>
    private void Move(WireMap alias)
    {
        foreach (var number in alias.Integers("streams"))
        {
            if (_streams.TryGetValue(number, out var stream))
            {
                stream.SetAlias(alias.Text("alias"), alias.TextOrNull("symbol"));
                owner.OnStatus(stream);
            }
        }
    }

    /// <summary>A stream whose name stands for another symbol since the last session.</summary>
    public void EndMoved(ClientStream stream) => End(stream, "alias_moved");

    public void Unsubscribe(IEnumerable<long> numbers)
    {
        foreach (var number in numbers)
        {
            if (_streams.Remove(number, out var stream))
            {
                End(stream, "unsubscribed");
            }
        }
    }

    public void Resynced(IEnumerable<long> numbers)
    {
        foreach (var number in numbers)
        {
            if (!_streams.TryGetValue(number, out var stream))
            {
                continue;
            }

            if (_unreadable.ContainsKey(stream))
            {
                _unreadable[stream] = true;
            }

            stream.Resynced();
            if (stream.IsSynced)
            {
                _broken.Remove(stream);
                owner.OnStatus(stream);
            }
        }
    }

    /// <summary>Those of the errors of <c>resynced</c> that say when to ask again.</summary>
    public void PostponeResyncs(IEnumerable<WireMap> errors)
    {
        foreach (var error in errors)
        {
            if (error.IntegerOrNull("retryMs") is { } retryMs &&
                _streams.TryGetValue(error.Integer("stream"), out var stream))
            {
                stream.Resyncs.WaitUntil(options.TimeProvider.GetUtcNow() + WireTime.ReadInterval(retryMs));
            }
        }
    }

    /// <summary>The streams to ask for anew now; those that were asked for a moment ago wait their turn.</summary>
    public long[] TakeResyncsDue()
    {
        if (_broken.Count == 0)
        {
            return [];
        }

        var now = options.TimeProvider.GetUtcNow();
        var due = _broken
            .Where(stream => stream.Number != 0 && !stream.IsPaused && stream.Resyncs.TryTake(now, ResyncInterval))
            .ToArray();
        foreach (var stream in due)
        {
            stream.CountResync();
        }

        return Array.ConvertAll(due, static stream => stream.Number);
    }

    public void Disconnect()
    {
        _once.Refuse(new MarketRequestException("the session ended before the snapshot"));
        foreach (var stream in _streams.Values)
        {
            stream.Disconnect("not connected");
            owner.OnStatus(stream);
        }
    }

    /// <summary>
    /// A resync may mend what cannot be read. Where what answers it cannot be read either, another would be in vain.
    /// </summary>
    private void OnUnreadable(ClientStream stream, string problem)
    {
        owner.OnError(new WireFormatException($"{stream.Channel} {stream.Symbol}: {problem}"));
        if (_unreadable.GetValueOrDefault(stream))
        {
            options.Logger.StreamGivenUp(stream.Symbol, stream.Channel, problem);
            _streams.Remove(stream.Number);
            _givenUp.Add(stream.Number);
            End(stream, "unreadable");
            return;
        }

        _unreadable.TryAdd(stream, false);
        if (_broken.Add(stream))
        {
            stream.Desync(nameof(ApplyVerdict.Unreadable));
            options.Logger.StreamBroken(stream.Symbol, stream.Channel, ApplyVerdict.Unreadable, null, stream.Version);
        }

        owner.OnStatus(stream);
    }

    private void End(ClientStream stream, string reason)
    {
        _broken.Remove(stream);
        _unreadable.Remove(stream);
        stream.End(reason);
        owner.OnStatus(stream);
    }

    private static bool IsContinued(WireMap entry) => entry.Text("start") == "delta";

    private void Report(ClientStream stream, WireMap status)
    {
        ReportTo(stream, status);
        owner.OnStatus(stream);
    }

    private static void ReportTo(ClientStream stream, WireMap status)
    {
        var state = status.Text("state") switch
        {
            "loading" => StreamState.Loading,
            "live" => StreamState.Live,
            "gapped" => StreamState.Gapped,
            "stale" => StreamState.Stale,
            var other => throw new WireFormatException($"'{other}' is no state of a stream"),
        };
        stream.Report(state, status.TextOrNull("reason") ?? "", WireTime.Read(status.IntegerOrNull("since")));
        var phase = status.TextOrNull("phase") switch
        {
            "pre_open" => MarketPhase.PreOpen,
            "auction" => MarketPhase.Auction,
            "open" => MarketPhase.Open,
            "halt" => MarketPhase.Halt,
            "close" => MarketPhase.Close,
            _ => MarketPhase.Unknown,
        };
        stream.ReportPhase(phase, WireTime.Read(status.IntegerOrNull("phaseSince")));
    }
}
