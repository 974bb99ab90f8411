using System.Globalization;
using System.Text;
using MarketGateway.Core.Protocol;
using MarketGateway.Core.Sessions;

namespace MarketGateway.Http;

/// <summary>
/// The id of a server-sent event: where the client stands after it, so that any replica can go on from there. <c>epoch</c>,
/// then what it has seen of each partition, then those streams that stand elsewhere:
/// <c>epoch;partition:offset:identities,...;version:generation:bidEdge:askEdge:symbol,...</c>; an edge is empty when the
/// client holds the whole side. So it is as long with ten thousand streams as with ten, unless the client lags.
/// </summary>
internal static class EventPosition
{
    /// <summary>How long an id may get: what stands elsewhere is more than that only while a client lags far behind.</summary>
    public const int LengthMax = 4_096;

    /// <summary>Writes an id; null when it would be too long, and whoever breaks off there begins anew.</summary>
    public static string? Write(SessionPositions positions)
    {
        var id = new StringBuilder(positions.Epoch).Append(';');
        foreach (var (partition, seen) in positions.Partitions)
        {
            id.Append(CultureInfo.InvariantCulture, $"{partition}:{seen.Offset}:{seen.Identities:x},");
        }

        id.Append(';');
        foreach (var (symbol, point) in positions.Streams)
        {
            id.Append(CultureInfo.InvariantCulture, $"{point.Version}:{point.Generation}:{point.BidEdge}:{point.AskEdge}:{symbol},");
            if (id.Length > LengthMax)
            {
                return null;
            }
        }

        return id.ToString();
    }

    /// <summary>Reads an id; null when it is not one of ours, and then everything begins with snapshots.</summary>
    public static ResumeOffer? Read(string? id)
    {
        var parts = id?.Split(';', 3);
        if (parts is not { Length: 3 })
        {
            return null;
        }

        var partitions = new Dictionary<int, ResumeOffset>();
        foreach (var partition in parts[1].Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var seen = partition.Split(':');
            if (seen.Length != 3
                || !int.TryParse(seen[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                || !long.TryParse(seen[1], NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
                || !ulong.TryParse(seen[2], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var identities))
            {
                return null;
            }

            partitions[number] = new ResumeOffset(offset, identities);
        }

        return ReadStreams(parts[2]) is { } streams ? new ResumeOffer(parts[0], streams) { Partitions = partitions } : null;
    }

    private static Dictionary<string, ResumePoint>? ReadStreams(string text)
    {
        var points = new Dictionary<string, ResumePoint>(StringComparer.Ordinal);
        foreach (var stream in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = stream.Split(':', 5);
            if (parts.Length != 5 || !TryParse(parts[0], out var version) || version is null ||
                !TryParse(parts[2], out var bidEdge) || !TryParse(parts[3], out var askEdge))
            {
                return null;
            }

            points[parts[4]] = new ResumePoint(version.Value, parts[1].Length == 0 ? null : parts[1], bidEdge, askEdge);
        }

        return points;
    }

    private static bool TryParse(string text, out long? value)
    {
        value = null;
        if (text.Length == 0)
        {
            return true;
        }

        var isNumber = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number);
        value = number;
        return isNumber;
    }
}
