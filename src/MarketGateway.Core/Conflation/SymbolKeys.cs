using System.Collections.Concurrent;
using System.Text;

namespace MarketGateway.Core.Conflation;

/// <summary>
/// Symbols by the bytes of their keys, as records carry them: all but the first record of a symbol, and keys in another
/// form of Unicode, are resolved without making text of the key.
/// </summary>
internal sealed class SymbolKeys
{
    private readonly ConcurrentDictionary<byte[], MarketSymbol> _symbols = new(new KeyComparer());

    public MarketSymbol? Find(ReadOnlySpan<byte> key) =>
        _symbols.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(key, out var symbol) ? symbol : null;

    public void Add(MarketSymbol symbol) => _symbols[Encoding.UTF8.GetBytes(symbol.Symbol)] = symbol;

    /// <summary>Keys by what they hold. The hash begins elsewhere in each process: keys that collide in one do not in another.</summary>
    private sealed class KeyComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = default(HashCode);
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
