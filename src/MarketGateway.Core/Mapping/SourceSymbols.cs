namespace MarketGateway.Core.Mapping;

/// <summary>The symbols of one decoder by what the source calls them: found by bytes, without making a text.</summary>
internal sealed class SourceSymbols
{
    private SourceSymbol?[] _buckets = new SourceSymbol?[256];
    private int _count;

    public SourceSymbol? Find(ReadOnlySpan<byte> name)
    {
        for (var symbol = _buckets[BucketOf(name)]; symbol is not null; symbol = symbol.Next)
        {
            if (name.SequenceEqual(symbol.Name))
            {
                return symbol;
            }
        }

        return null;
    }

    public void Add(SourceSymbol symbol)
    {
        if (++_count > _buckets.Length)
        {
            Grow();
        }

        Put(symbol);
    }

    private void Put(SourceSymbol symbol)
    {
        ref var bucket = ref _buckets[BucketOf(symbol.Name)];
        symbol.Next = bucket;
        bucket = symbol;
    }

    private void Grow()
    {
        var before = _buckets;
        _buckets = new SourceSymbol?[before.Length * 2];
        foreach (var first in before)
        {
            for (var symbol = first; symbol is not null;)
            {
                var next = symbol.Next;
                Put(symbol);
                symbol = next;
            }
        }
    }

    private int BucketOf(ReadOnlySpan<byte> name)
    {
        var hash = default(HashCode);
        hash.AddBytes(name);
        return hash.ToHashCode() & (_buckets.Length - 1);
    }
}
