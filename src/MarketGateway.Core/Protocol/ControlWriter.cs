using MarketGateway.Core.Books;

namespace MarketGateway.Core.Protocol;

/// <summary>
/// Writes control messages: maps with names, in the key order of schemas/wire, section 4. Every key is always there, nil
/// where it does not apply.
/// </summary>
public static partial class ControlWriter
{
    public static void WriteWelcome(ref WireWriter writer, in Welcome welcome)
    {
        WriteOp(ref writer, 7, "welcome");
        writer.WriteKey("protocol"u8);
        writer.Write(1);
        writer.WriteKey("session"u8);
        writer.Write(welcome.Session);
        writer.WriteKey("epoch"u8);
        writer.Write(welcome.Epoch);
        writer.WriteKey("time"u8);
        writer.Write(welcome.Time);
        writer.WriteKey("heartbeatMs"u8);
        writer.Write(SessionLimits.HeartbeatMsDefault);
        writer.WriteKey("limits"u8);
        WriteLimits(ref writer, welcome.Limits);
        writer.End();
    }

    public static void WriteHello(
        ref WireWriter writer, long? id, int heartbeatMs, int window, long maxBytesPerSecond, bool stamps)
    {
        WriteOp(ref writer, 6, "hello");
        WriteId(ref writer, id);
        writer.WriteKey("heartbeatMs"u8);
        writer.Write(heartbeatMs);
        writer.WriteKey("window"u8);
        writer.Write(window);
        writer.WriteKey("maxBytesPerSecond"u8);
        writer.Write(maxBytesPerSecond);
        writer.WriteKey("stamps"u8);
        writer.Write(stamps);
        writer.End();
    }

    /// <summary>Writes the answer to <c>subscribe</c>, or a part of it.</summary>
    public static void WriteSubscribed(
        ref WireWriter writer,
        long? id,
        ReadOnlySpan<SubscribedStream> streams,
        ReadOnlySpan<SubscribedStream> resumed,
        ReadOnlySpan<SymbolError> errors,
        ReadOnlySpan<PatternMatch> patterns,
        bool more)
    {
        WriteOp(ref writer, 7, "subscribed");
        WriteId(ref writer, id);
        writer.WriteKey("streams"u8);
        WriteStreams(ref writer, streams);
        writer.WriteKey("resumed"u8);
        WriteResumed(ref writer, resumed);
        WriteRest(ref writer, errors, patterns, more);
    }

    /// <summary>Writes the answer to <c>snapshot</c>, or a part of it.</summary>
    public static void WriteSnapshot(
        ref WireWriter writer,
        long? id,
        ReadOnlySpan<SubscribedStream> streams,
        ReadOnlySpan<SymbolError> errors,
        ReadOnlySpan<PatternMatch> patterns,
        bool more)
    {
        WriteOp(ref writer, 6, "snapshot");
        WriteId(ref writer, id);
        writer.WriteKey("streams"u8);
        WriteStreams(ref writer, streams);
        WriteRest(ref writer, errors, patterns, more);
    }

    public static void WriteUpdated(
        ref WireWriter writer, long? id, ReadOnlySpan<SubscribedStream> streams, ReadOnlySpan<SymbolError> errors)
    {
        WriteOp(ref writer, 4, "updated");
        WriteId(ref writer, id);
        writer.WriteKey("streams"u8);
        WriteStreams(ref writer, streams);
        writer.WriteKey("errors"u8);
        WriteErrors(ref writer, errors);
        writer.End();
    }

    public static void WriteAuthenticated(ref WireWriter writer, long? id, string principal)
    {
        WriteOp(ref writer, 3, "authenticated");
        WriteId(ref writer, id);
        writer.WriteKey("principal"u8);
        writer.Write(principal);
        writer.End();
    }

    /// <summary>Writes the answer to a request about streams by number (unsubscribe, resync, pause, resume): which streams, and which not and why.</summary>
    public static void WriteStreams(
        ref WireWriter writer, string op, long? id, ReadOnlySpan<int> streams, ReadOnlySpan<SymbolError> errors)
    {
        WriteOp(ref writer, 4, op);
        WriteId(ref writer, id);
        writer.WriteKey("streams"u8);
        WriteNumbers(ref writer, streams);
        writer.WriteKey("errors"u8);
        WriteErrors(ref writer, errors);
        writer.End();
    }

    public static void WriteSession(ref WireWriter writer, bool isLagging, long since)
    {
        WriteOp(ref writer, 3, "session");
        writer.WriteKey("lagging"u8);
        writer.Write(isLagging);
        writer.WriteKey("since"u8);
        writer.Write(since);
        writer.End();
    }

    public static void WriteHeartbeat(ref WireWriter writer, long time, IReadOnlyList<TopicPulse> topics)
    {
        WriteOp(ref writer, 3, "heartbeat");
        writer.WriteKey("time"u8);
        writer.Write(time);
        writer.WriteKey("topics"u8);
        writer.WriteArrayHeader(topics.Count);
        foreach (var topic in topics)
        {
            writer.WriteMapHeader(3);
            writer.WriteKey("topic"u8);
            writer.Write(topic.Topic);
            writer.WriteKey("newest"u8);
            writer.Write(topic.Newest);
            writer.WriteKey("lag"u8);
            writer.Write(topic.Lag);
        }

        writer.End();
    }

    public static void WritePong(ref WireWriter writer, long? id, long time)
    {
        WriteOp(ref writer, 3, "pong");
        WriteId(ref writer, id);
        writer.WriteKey("time"u8);
        writer.Write(time);
        writer.End();
    }

    public static void WriteEpoch(ref WireWriter writer, string epoch)
    {
        WriteOp(ref writer, 2, "epoch");
        writer.WriteKey("epoch"u8);
        writer.Write(epoch);
        writer.End();
    }

    public static void WriteError(ref WireWriter writer, long? id, RequestError error)
    {
        WriteOp(ref writer, 5, "error");
        WriteId(ref writer, id);
        writer.WriteKey("code"u8);
        writer.Write(WireName.Of(error.Code));
        writer.WriteKey("message"u8);
        writer.Write(error.Message);
        writer.WriteKey("retryMs"u8);
        writer.Write(error.RetryMs);
        writer.End();
    }

    public static void WriteGoAway(ref WireWriter writer, string reason, int reconnectMs)
    {
        WriteOp(ref writer, 3, "goaway");
        writer.WriteKey("reason"u8);
        writer.Write(reason);
        writer.WriteKey("reconnectMs"u8);
        writer.Write(reconnectMs);
        writer.End();
    }

    private static void WriteOp(ref WireWriter writer, int keys, string op)
    {
        writer.WriteMapHeader(keys);
        writer.WriteKey("op"u8);
        writer.Write(op);
    }

    private static void WriteId(ref WireWriter writer, long? id)
    {
        writer.WriteKey("id"u8);
        writer.Write(id);
    }

    /// <summary>Writes how an answer about symbols ends.</summary>
    private static void WriteRest(
        ref WireWriter writer, ReadOnlySpan<SymbolError> errors, ReadOnlySpan<PatternMatch> patterns, bool more)
    {
        writer.WriteKey("errors"u8);
        WriteErrors(ref writer, errors);
        writer.WriteKey("patterns"u8);
        writer.WriteArrayHeader(patterns.Length);
        foreach (ref readonly var pattern in patterns)
        {
            writer.WriteMapHeader(2);
            writer.WriteKey("pattern"u8);
            writer.Write(pattern.Pattern);
            writer.WriteKey("matched"u8);
            writer.Write(pattern.Matched);
        }

        writer.WriteKey("more"u8);
        writer.Write(more);
        writer.End();
    }

    private static void WriteStreams(ref WireWriter writer, ReadOnlySpan<SubscribedStream> streams)
    {
        writer.WriteArrayHeader(streams.Length);
        foreach (ref readonly var stream in streams)
        {
            WriteStream(ref writer, stream);
        }
    }

    // schemas/wire/control, resumedStream: [symbol, stream, priceScale, sizeScale, tickSize, phase?, phaseSince?]
    private static void WriteResumed(ref WireWriter writer, ReadOnlySpan<SubscribedStream> streams)
    {
        writer.WriteArrayHeader(streams.Length);
        foreach (ref readonly var stream in streams)
        {
            writer.WriteArrayHeader(5 + CountPhaseFields(stream.Status));
            writer.Write(stream.Symbol);
            writer.Write(stream.Stream);
            writer.Write(stream.Generation.PriceScale);
            writer.Write(stream.Generation.SizeScale);
            writer.Write(stream.TickSize);
            if (stream.Status.Phase is { } phase)
            {
                writer.Write(WireName.Of(phase.Phase));
                writer.Write(phase.Since);
            }
        }
    }

    private static void WriteStream(ref WireWriter writer, in SubscribedStream stream)
    {
        var parameters = stream.Parameters;
        var isMergeTold = parameters.Merge != MergeMode.Auto;
        writer.WriteMapHeader(18 + CountPhaseFields(stream.Status) + (isMergeTold ? 1 : 0) + (stream.Was == 0 ? 0 : 1)
            + (stream.Alias is null ? 0 : 1) + (parameters.HasOrders ? 1 : 0));
        writer.WriteKey("symbol"u8);
        writer.Write(stream.Symbol);
        if (stream.Alias is not null)
        {
            writer.WriteKey("alias"u8);
            writer.Write(stream.Alias);
        }

        writer.WriteKey("stream"u8);
        writer.Write(stream.Stream);
        writer.WriteKey("channel"u8);
        writer.Write(WireName.Of(parameters.Channel));
        WriteNumber(ref writer, "depth"u8, parameters.Depth);
        WriteNumber(ref writer, "intervalMs"u8, parameters.IntervalMs);
        WriteNumber(ref writer, "history"u8, parameters.History);
        WriteNumber(ref writer, "grouping"u8, parameters.Grouping);
        WriteNumber(ref writer, "fields"u8, parameters.Channel == Channel.Quote ? (long)parameters.Fields : 0);
        WriteNumber(ref writer, "minPriceMove"u8, parameters.MinPriceMove);
        WriteNumber(ref writer, "minTradeSize"u8, parameters.MinTradeSize);
        WriteNumber(ref writer, "priceScale"u8, stream.Generation.PriceScale);
        WriteNumber(ref writer, "sizeScale"u8, stream.Generation.SizeScale);
        WriteNumber(ref writer, "tickSize"u8, stream.TickSize);
        writer.WriteKey("generation"u8);
        writer.Write(stream.Generation.Name);
        WriteStatusFields(ref writer, stream.Status);
        writer.WriteKey("start"u8);
        writer.Write(stream.IsResumed ? "delta" : "snapshot");
        if (isMergeTold)
        {
            writer.WriteKey("merge"u8);
            writer.Write(WireName.Of(parameters.Merge));
        }

        if (parameters.HasOrders)
        {
            writer.WriteKey("orders"u8);
            writer.Write(true);
        }

        if (stream.Was != 0)
        {
            WriteNumber(ref writer, "was"u8, stream.Was);
        }
    }

    private static void WriteNumber(ref WireWriter writer, ReadOnlySpan<byte> key, long value)
    {
        writer.WriteKey(key);
        writer.Write(value);
    }

    private static void WriteErrors(ref WireWriter writer, ReadOnlySpan<SymbolError> errors)
    {
        writer.WriteArrayHeader(errors.Length);
        foreach (ref readonly var error in errors)
        {
            writer.WriteMapHeader(error.Error.RetryMs is null ? 3 : 4);
            if (error.Symbol is not null)
            {
                writer.WriteKey("symbol"u8);
                writer.Write(error.Symbol);
            }
            else
            {
                writer.WriteKey("stream"u8);
                writer.Write(error.Stream);
            }

            writer.WriteKey("code"u8);
            writer.Write(WireName.Of(error.Error.Code));
            writer.WriteKey("message"u8);
            writer.Write(error.Error.Message);
            if (error.Error.RetryMs is { } retryMs)
            {
                WriteNumber(ref writer, "retryMs"u8, retryMs);
            }
        }
    }

    private static void WriteNumbers(ref WireWriter writer, ReadOnlySpan<int> numbers)
    {
        writer.WriteArrayHeader(numbers.Length);
        foreach (var number in numbers)
        {
            writer.Write(number);
        }
    }

    private static void WriteLimits(ref WireWriter writer, in WelcomeLimits limits)
    {
        writer.WriteMapHeader(22);
        writer.WriteKey("requestBytes"u8);
        writer.Write(limits.RequestBytesMax);
        writer.WriteKey("subscriptions"u8);
        writer.Write(limits.SubscriptionsMax);
        writer.WriteKey("patterns"u8);
        writer.Write(limits.PatternsMax);
        writer.WriteKey("depth"u8);
        writer.Write(limits.DepthMax);
        writer.WriteKey("history"u8);
        writer.Write(limits.HistoryMax);
        writer.WriteKey("requestsPerSecond"u8);
        writer.Write(limits.RequestsPerSecondMax);
        writer.WriteKey("sessions"u8);
        writer.Write(limits.SessionsMax);
        writer.WriteKey("resyncMs"u8);
        writer.Write(limits.ResyncMs);
        writer.WriteKey("errorsInARow"u8);
        writer.Write(limits.ErrorsInARowMax);
        writer.WriteKey("messageMs"u8);
        writer.Write(limits.MessageMs);
        writer.WriteKey("stallMs"u8);
        writer.Write(limits.StallMs);
        writer.WriteKey("authMs"u8);
        writer.Write(limits.AuthMs);
        writer.WriteKey("sessionsPerPrincipal"u8);
        writer.Write(limits.SessionsPerPrincipalMax);
        writer.WriteKey("sessionsPerAddress"u8);
        writer.Write(limits.SessionsPerAddressMax);
        writer.WriteKey("unadmitted"u8);
        writer.Write(limits.UnadmittedMax);
        writer.WriteKey("unadmittedPerAddress"u8);
        writer.Write(limits.UnadmittedPerAddressMax);
        writer.WriteKey("unadmittedBytes"u8);
        writer.Write(limits.UnadmittedBytesMax);
        writer.WriteKey("requestBytesPerPrincipal"u8);
        writer.Write(limits.RequestBytesPerPrincipalMax);
        writer.WriteKey("connections"u8);
        writer.Write(limits.ConnectionsMax);
        writer.WriteKey("connectionsPerAddress"u8);
        writer.Write(limits.ConnectionsPerAddressMax);
        writer.WriteKey("httpRequestsPerPrincipal"u8);
        writer.Write(limits.HttpRequestsPerPrincipalMax);
        writer.WriteKey("httpRequestsPerAddress"u8);
        writer.Write(limits.HttpRequestsPerAddressMax);
    }
}
