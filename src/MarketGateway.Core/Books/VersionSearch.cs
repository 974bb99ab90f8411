namespace MarketGateway.Core.Books;

/// <summary>Finds items of a ring by version: how a client that resumes is put back to where it stood.</summary>
public static class VersionSearch
{
    /// <summary>
    /// Finds the number of the item with exactly this version; false when the ring does not remember it, or never had
    /// one.
    /// </summary>
    public static bool TryFind<T>(this NumberedRing<T> ring, long version, out long number)
        where T : struct, IVersioned
    {
        var low = ring.Oldest;
        var high = ring.Newest;
        while (low <= high)
        {
            number = low + ((high - low) / 2);
            var found = ring[number].Version;
            if (found == version)
            {
                return true;
            }

            if (found < version)
            {
                low = number + 1;
            }
            else
            {
                high = number - 1;
            }
        }

        number = 0;
        return false;
    }
}
