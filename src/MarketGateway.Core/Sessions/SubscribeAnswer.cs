using System.Runtime.InteropServices;
using MarketGateway.Core.Books;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Sessions;

/// <summary>What has come of a subscribe request so far, symbol by symbol; written part by part.</summary>
internal sealed class SubscribeAnswer(string op)
{
    public const string Subscribed = "subscribed";
    public const string Snapshot = "snapshot";

    public List<SubscribedStream> Streams { get; } = [];

    /// <summary>Gets the streams that go on, and of which their client knows all but what a brief entry tells.</summary>
    public List<SubscribedStream> Resumed { get; } = [];

    public List<SymbolError> Errors { get; } = [];

    public List<PatternMatch> Patterns { get; } = [];

    /// <summary>
    /// Adds a stream that has begun. In brief where it goes on with the parameters of the request and its symbol is as
    /// it should be: a watch list must not cost more to acknowledge than to bring up to date.
    /// </summary>
    /// <remarks>Only the id says whose parameters a brief entry stands for.</remarks>
    public void Add(in SubscribedStream stream, SubscribeRequest request)
    {
        var isBrief = stream.IsResumed
            && request is { Id: not null, IsAsAsked: true }
            && stream.Parameters == request.Parameters
            && stream.Alias is null
            && stream.Status is { State: SymbolState.Live, Reason: SymbolStateReason.Ok };
        (isBrief ? Resumed : Streams).Add(stream);
    }

    public void Refuse(string symbol, RequestErrorCode code, string message) =>
        Errors.Add(new SymbolError(symbol, 0, new RequestError(code, message)));

    public void Refuse(long stream, RequestErrorCode code, string message) =>
        Errors.Add(new SymbolError(null, stream, new RequestError(code, message)));

    public void Write(ref WireWriter writer, long? id, bool more)
    {
        var streams = CollectionsMarshal.AsSpan(Streams);
        var errors = CollectionsMarshal.AsSpan(Errors);
        var patterns = CollectionsMarshal.AsSpan(Patterns);
        if (op == Subscribed)
        {
            var resumed = CollectionsMarshal.AsSpan(Resumed);
            ControlWriter.WriteSubscribed(ref writer, id, streams, resumed, errors, patterns, more);
        }
        else
        {
            ControlWriter.WriteSnapshot(ref writer, id, streams, errors, patterns, more);
        }
    }

    public void Clear()
    {
        Streams.Clear();
        Resumed.Clear();
        Errors.Clear();
        Patterns.Clear();
    }
}
