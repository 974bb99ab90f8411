using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Conflation;

/// <summary>
/// Bytes that were encoded once and serve many, in each format. Guarded by the gate of the stream's channel; whoever needs
/// them copies them.
/// </summary>
internal sealed class SharedBytes
{
    private byte[]? _messagePack;
    private byte[]? _json;

    public void Clear() => _messagePack = _json = null;

    public bool TryGet(WireFormat format, out ReadOnlySpan<byte> bytes)
    {
        var kept = format == WireFormat.Json ? _json : _messagePack;
        bytes = kept;
        return kept is not null;
    }

    public void Keep(WireFormat format, ReadOnlySpan<byte> bytes)
    {
        if (format == WireFormat.Json)
        {
            _json = bytes.ToArray();
        }
        else
        {
            _messagePack = bytes.ToArray();
        }
    }
}
