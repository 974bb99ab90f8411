using System.Text.RegularExpressions;

namespace MarketGateway.Kafka;

/// <summary>
/// Reads the setting <c>Topics</c> of a source: names with commas between, and patterns, which begin with <c>^</c> as in
/// Kafka's own clients.
/// </summary>
internal static class TopicText
{
    /// <summary>Topics that Kafka keeps for itself, as <c>__consumer_offsets</c>: no pattern means them.</summary>
    private const string InternalPrefix = "__";

    /// <summary>Gets the names and patterns; a comma inside a pattern's brackets is the pattern's own.</summary>
    public static string[] EntriesOf(string? topics)
    {
        var entries = new List<string>();
        string text = topics ?? "";
        int from = 0;
        int depth = 0;
        for (int i = 0; i < text.Length; i++)
        {
            bool isPattern = IsPattern(text.AsSpan(from, i - from).TrimStart());
            if (isPattern && text[i] == '\\')
            {
                i++;
            }
            else if (isPattern && text[i] is '{' or '[' or '(')
            {
                depth++;
            }
            else if (isPattern && text[i] is '}' or ']' or ')')
            {
                depth--;
            }
            else if (text[i] == ',' && depth <= 0)
            {
                entries.Add(text[from..i].Trim());
                (from, depth) = (i + 1, 0);
            }
        }

        entries.Add(text[from..].Trim());
        entries.RemoveAll(entry => entry.Length == 0);
        return [.. entries];
    }

    public static string[] NamesOf(string? topics) => [.. EntriesOf(topics).Where(entry => !IsPattern(entry))];

    public static string[] PatternsOf(string? topics) => [.. EntriesOf(topics).Where(entry => IsPattern(entry))];

    public static bool IsPattern(ReadOnlySpan<char> entry) => entry.StartsWith('^');

    /// <summary>Makes what tells whether a topic's name matches; its work grows with the name, whatever the pattern.</summary>
    /// <exception cref="ArgumentException">It is no pattern; the message says where.</exception>
    public static Regex Compile(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (NotSupportedException)
        {
            throw new ArgumentException($"'{pattern}' looks ahead or behind, or back at a group, which no pattern of topics may.");
        }
    }

    public static bool IsMatch(Regex pattern, string topic) =>
        !topic.StartsWith(InternalPrefix, StringComparison.Ordinal) && pattern.IsMatch(topic);
}
