using System.Globalization;

namespace MarketGateway.Core.Mapping;

/// <summary>
/// A path through objects and lists: <c>data.bids[0].price</c>; <c>.</c> is the element itself. Immutable.
/// </summary>
/// <param name="Text">The path as the mapping writes it.</param>
internal sealed record MappingPath(string Text)
{
    public const string Grammar = "a path is names and positions, like data.bids[0].price or [1]; '.' is the element itself";

    /// <summary>More is no record of a market, and none that a decoder should follow.</summary>
    private const int IndexMax = 1000;

    private readonly List<object> _steps = [];

    /// <summary>Reads a path; null when it is none.</summary>
    public static MappingPath? TryParse(string text)
    {
        var path = new MappingPath(text);
        if (text == ".")
        {
            return path;
        }

        var at = 0;
        while (at < text.Length)
        {
            if (!path.TryStep(text, ref at))
            {
                return null;
            }
        }

        return path._steps.Count > 0 ? path : null;
    }

    /// <summary>Follows the path from a node, making what is not there yet.</summary>
    public PathNode Walk(PathNode from)
    {
        foreach (var step in _steps)
        {
            from = step is int index ? from.Below(index) : from.Below((string)step);
        }

        return from;
    }

    private bool TryStep(string text, ref int at)
    {
        if (text[at] == '[')
        {
            var close = text.IndexOf(']', at);
            if (close < 0
                || !int.TryParse(text.AsSpan(at + 1, close - at - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                || index > IndexMax)
            {
                return false;
            }

            _steps.Add(index);
            at = close + 1;
            return true;
        }

        // A point stands between steps, not before the first and not before a position.
        if (at > 0 && text[at++] != '.')
        {
            return false;
        }

        var end = text.AsSpan(at).IndexOfAny('.', '[');
        var name = end < 0 ? text[at..] : text.Substring(at, end);
        at += name.Length;
        _steps.Add(name);
        return name.Length > 0 && !name.Contains(']', StringComparison.Ordinal);
    }
}
