using System.Collections.Concurrent;
using System.Globalization;

namespace MarketGateway.Core.Books;

/// <summary>
/// What a version of a symbol in a channel means beside its number: the partition that its offsets come from, and the
/// scales of its prices and sizes. Versions compare only within one generation. Named by what it is and not by a count,
/// so that replicas agree without having read the same history. Instances are shared: equal ones are the same object.
/// </summary>
public sealed class Generation
{
    private static readonly ConcurrentDictionary<(int Partition, int PriceScale, int SizeScale), Generation> Known = new();

    private Generation(int partition, int priceScale, int sizeScale)
    {
        Partition = partition;
        PriceScale = priceScale;
        SizeScale = sizeScale;
        Name = partition < 0
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{partition}.{priceScale}.{sizeScale}");
    }

    /// <summary>Gets the partition; -1 before the first record.</summary>
    public int Partition { get; }

    public int PriceScale { get; }

    public int SizeScale { get; }

    /// <summary>Gets what clients are told, an opaque text to them; null before the first record.</summary>
    public string? Name { get; }

    public static Generation Of(int partition, int priceScale, int sizeScale) => Known.GetOrAdd(
        (partition, priceScale, sizeScale), static key => new Generation(key.Partition, key.PriceScale, key.SizeScale));

    /// <summary>
    /// Says whether offsets under that name are of the same partition, in whatever scales: they compare, though what was
    /// held in the other scales does not.
    /// </summary>
    public bool IsSamePartition(string? name)
    {
        var end = Name?.IndexOf('.', StringComparison.Ordinal) ?? -1;
        return end >= 0 && name is not null && name.AsSpan().StartsWith(Name.AsSpan(0, end + 1), StringComparison.Ordinal);
    }

    public override string ToString() => Name ?? "none";
}
