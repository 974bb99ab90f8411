namespace MarketGateway.Core.Books;

/// <summary>Finds items of a ring by version: how a client that resumes is put back to where it stood.</summary>
public static class VersionSearch
{
    /// <summary>
    /// Finds the number of the item with exactly this version; false when the ring does not remember it, or never had
    /// one.
    /// </summary>
    public static bool TryFind<T>(this in NumberedRing<T> ring, long version, out long number)
        where T : struct, IVersioned
    {
        number = ring.FindLast(version);
        if (number >= ring.Oldest && ring[number].Version == version)
        {
            return true;
        }

        number = 0;
        return false;
    }

    /// <summary>
    /// Finds the number of the newest item at this version or before; that before the oldest item when there is none.
    /// </summary>
    public static long FindLast<T>(this in NumberedRing<T> ring, long version)
        where T : struct, IVersioned
    {
        var low = ring.Oldest;
        var high = ring.Newest;
        while (low <= high)
        {
            var middle = low + ((high - low) / 2);
            if (ring[middle].Version <= version)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return high;
    }
}
