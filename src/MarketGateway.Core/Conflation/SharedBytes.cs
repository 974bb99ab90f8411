using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Conflation;

/// <summary>
/// Bytes that were encoded once and serve many, in each format. Guarded by the gate of the stream's channel; whoever needs
/// them copies them.
/// </summary>
internal sealed class SharedBytes
{
    private Kept _messagePack;
    private Kept _json;

    /// <summary>Forgets the bytes, keeps the memory.</summary>
    public void Clear() => _messagePack.Length = _json.Length = 0;

    public bool TryGet(WireFormat format, out ReadOnlySpan<byte> bytes)
    {
        ref readonly var kept = ref Of(format);
        bytes = kept.Bytes.AsSpan(0, kept.Length);
        return kept.Length > 0;
    }

    public void Keep(WireFormat format, ReadOnlySpan<byte> bytes)
    {
        ref var kept = ref Of(format);
        if (kept.Bytes is null || kept.Bytes.Length < bytes.Length)
        {
            kept.Bytes = new byte[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)bytes.Length)];
        }

        bytes.CopyTo(kept.Bytes);
        kept.Length = bytes.Length;
    }

    private ref Kept Of(WireFormat format) => ref format == WireFormat.Json ? ref _json : ref _messagePack;

    private struct Kept
    {
        public byte[]? Bytes;
        public int Length;
    }
}
