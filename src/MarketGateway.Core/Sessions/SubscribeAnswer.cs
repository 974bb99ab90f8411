using System.Runtime.InteropServices;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Sessions;

/// <summary>What has come of a subscribe request so far, symbol by symbol; written part by part.</summary>
internal sealed class SubscribeAnswer(string op)
{
    public const string Subscribed = "subscribed";
    public const string Snapshot = "snapshot";

    public List<SubscribedStream> Streams { get; } = [];

    public List<SymbolError> Errors { get; } = [];

    public List<PatternMatch> Patterns { get; } = [];

    public void Refuse(string symbol, RequestErrorCode code, string message) =>
        Errors.Add(new SymbolError(symbol, 0, new RequestError(code, message)));

    public void Refuse(long stream, RequestErrorCode code, string message) =>
        Errors.Add(new SymbolError(null, stream, new RequestError(code, message)));

    public void Write(ref WireWriter writer, long? id, bool more) => ControlWriter.WriteSubscribed(
        ref writer,
        op,
        id,
        CollectionsMarshal.AsSpan(Streams),
        CollectionsMarshal.AsSpan(Errors),
        CollectionsMarshal.AsSpan(Patterns),
        more);

    public void Clear()
    {
        Streams.Clear();
        Errors.Clear();
        Patterns.Clear();
    }
}
