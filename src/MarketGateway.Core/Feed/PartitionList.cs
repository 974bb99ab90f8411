using System.Globalization;

namespace MarketGateway.Core.Feed;

/// <summary>Some partitions of a topic, as they are written in settings: <c>0-3</c>, or <c>0,2,5</c>.</summary>
public static class PartitionList
{
    /// <summary>No topic has more: a range beyond that is a slip.</summary>
    private const int PartitionsMax = 100_000;

    /// <summary>Reads a list; false where it is none.</summary>
    public static bool TryParse(string? text, out int[] partitions)
    {
        var found = new SortedSet<int>();
        partitions = [];
        foreach (string part in (text ?? "").Split(',', StringSplitOptions.TrimEntries))
        {
            string[] ends = part.Split('-', 2, StringSplitOptions.TrimEntries);
            if (!TryParseOne(ends[0], out int first) || !TryParseOne(ends[^1], out int last) || last < first)
            {
                return false;
            }

            found.UnionWith(Enumerable.Range(first, last - first + 1));
        }

        partitions = [.. found];
        return true;
    }

    private static bool TryParseOne(string text, out int partition) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out partition) && partition < PartitionsMax;
}
