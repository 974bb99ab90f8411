using System.Globalization;
using System.Text;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Http;

/// <summary>
/// The id of a server-sent event: where the client stands after it in every stream, so that any replica can go on from
/// there. <c>epoch;version:generation:bidEdge:askEdge:symbol,...</c>; an edge is empty when the client holds the whole side.
/// </summary>
internal static class EventPosition
{
    public static string Write(string epoch, IEnumerable<StreamPosition> positions)
    {
        var id = new StringBuilder(epoch).Append(';');
        foreach (var (symbol, point) in positions)
        {
            id.Append(CultureInfo.InvariantCulture, $"{point.Version}:{point.Generation}:{point.BidEdge}:{point.AskEdge}:{symbol},");
        }

        return id.ToString();
    }

    /// <summary>Reads an id; null when it is not one of ours, and then everything begins with snapshots.</summary>
    public static ResumeOffer? Read(string? id)
    {
        var end = id?.IndexOf(';', StringComparison.Ordinal) ?? -1;
        if (end < 0)
        {
            return null;
        }

        var points = new Dictionary<string, ResumePoint>(StringComparer.Ordinal);
        foreach (var stream in id![(end + 1)..].Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = stream.Split(':', 5);
            if (parts.Length != 5 || !TryParse(parts[0], out var version) || version is null ||
                !TryParse(parts[2], out var bidEdge) || !TryParse(parts[3], out var askEdge))
            {
                return null;
            }

            points[parts[4]] = new ResumePoint(version.Value, parts[1].Length == 0 ? null : parts[1], bidEdge, askEdge);
        }

        return new ResumeOffer(id[..end], points);
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
