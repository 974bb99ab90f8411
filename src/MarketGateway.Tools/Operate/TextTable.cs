using System.Text;

namespace MarketGateway.Tools.Operate;

/// <summary>Columns of text under heads, as wide as what stands in them: for terminals and for pipes.</summary>
/// <param name="heads">The heads; one that ends in <c>&gt;</c> has its column at the right.</param>
internal sealed class TextTable(params string[] heads)
{
    private const int GapWidth = 2;

    private readonly List<string[]> _rows = [];

    public void Add(params string[] cells) => _rows.Add(cells);

    /// <summary>Gets the lines, the heads first.</summary>
    public IEnumerable<string> Lines()
    {
        string[] names = [.. heads.Select(static head => head.TrimEnd('>'))];
        var widths = names.Select((name, at) => _rows.Select(row => row[at].Length).Append(name.Length).Max()).ToArray();
        return _rows.Prepend(names).Select(row => Line(row, widths));
    }

    private string Line(string[] row, int[] widths)
    {
        var line = new StringBuilder();
        for (var at = 0; at < row.Length; at++)
        {
            line.Append(heads[at].EndsWith('>') ? row[at].PadLeft(widths[at]) : row[at].PadRight(widths[at]));
            line.Append(' ', GapWidth);
        }

        return line.ToString().TrimEnd();
    }
}
