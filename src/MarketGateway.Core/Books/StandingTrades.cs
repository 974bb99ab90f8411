namespace MarketGateway.Core.Books;

/// <summary>
/// The trades of a ring as they stand now: those that were cancelled are gone, those that were corrected have the
/// values of their last correction. What a client is shown that asks for the past.
/// </summary>
/// <remarks>
/// A cancel or correction concerns the newest trade before it that has its number; where the ring does not hold that
/// one any more there is nothing to be changed.
/// </remarks>
public static class StandingTrades
{
    /// <summary>Copies the last trades of a ring up to a number, at most so many, oldest first, as they stand at it.</summary>
    public static List<Trade> Copy(in NumberedRing<Trade> ring, int countMax, long last)
    {
        var standing = new List<Trade>();
        var places = new Dictionary<long, int>();
        var gone = new HashSet<int>();
        for (var number = ring.Oldest; number <= last; number++)
        {
            ref readonly var entry = ref ring[number];
            if (entry.Kind == TradeKind.Execution)
            {
                places[entry.TradeId] = standing.Count;
                standing.Add(entry);
            }
            else if (places.TryGetValue(entry.TradeId, out var place) && !gone.Contains(place))
            {
                Amend(standing, place, entry, gone);
            }
        }

        var remaining = standing.Where((_, place) => !gone.Contains(place)).ToList();
        return remaining[Math.Max(0, remaining.Count - countMax)..];
    }

    private static void Amend(List<Trade> standing, int place, in Trade entry, HashSet<int> gone)
    {
        if (entry.Kind == TradeKind.Cancel)
        {
            gone.Add(place);
            return;
        }

        standing[place] = standing[place] with
        {
            Price = entry.Price,
            Size = entry.Size,
            Aggressor = entry.Aggressor,
        };
    }
}
