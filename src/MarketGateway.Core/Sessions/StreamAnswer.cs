using System.Runtime.InteropServices;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Sessions;

/// <summary>What has come of a request about streams by number.</summary>
internal sealed class StreamAnswer(string op)
{
    public List<int> Streams { get; } = [];

    public List<SymbolError> Errors { get; } = [];

    public void Refuse(long stream, RequestErrorCode code, string message, long? retryMs = null) =>
        Errors.Add(new SymbolError(null, stream, new RequestError(code, message) { RetryMs = retryMs }));

    public void Refuse(string symbol, RequestErrorCode code, string message) =>
        Errors.Add(new SymbolError(symbol, 0, new RequestError(code, message)));

    public void Write(ref WireWriter writer, long? id) => ControlWriter.WriteStreams(
        ref writer, op, id, CollectionsMarshal.AsSpan(Streams), CollectionsMarshal.AsSpan(Errors));
}
