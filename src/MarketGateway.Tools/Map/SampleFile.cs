using System.Text;

namespace MarketGateway.Tools.Map;

/// <summary>Reads samples of records: one a line, with its key and a tab in front or without.</summary>
internal static class SampleFile
{
    /// <exception cref="CommandException">The file is not there, or has no record.</exception>
    public static IReadOnlyList<Sample> Read(string path, bool isBinary = false)
    {
        if (!File.Exists(path))
        {
            throw new CommandException($"{path} does not exist.");
        }

        Sample[] samples =
        [
            .. File.ReadLines(path)
                .Select(static (line, index) => (Line: index + 1, Text: line))
                .Where(static line => !string.IsNullOrWhiteSpace(line.Text))
                .Select(line => isBinary ? ParseBinary(line.Line, line.Text) : Parse(line.Line, line.Text)),
        ];
        return samples.Length > 0 ? samples : throw new CommandException($"{path} has no record.");
    }

    private static Sample ParseBinary(int line, string text)
    {
        var tab = text.LastIndexOf('\t');
        try
        {
            return new Sample(line, Encoding.UTF8.GetBytes(text[..Math.Max(0, tab)]), Convert.FromBase64String(text[(tab + 1)..]));
        }
        catch (FormatException)
        {
            throw new CommandException($"line {line} is no base64: KEY, a tab, and the value, or the value alone.");
        }
    }

    private static Sample Parse(int line, string text)
    {
        // JSON has no tab in front of its first brace but as white space; a key has no brace in front of its tab.
        var tab = text.IndexOf('\t', StringComparison.Ordinal);
        var hasKey = tab > 0 && text.AsSpan(0, tab).IndexOfAny('{', '[') < 0;
        return new Sample(
            line,
            Encoding.UTF8.GetBytes(hasKey ? text[..tab] : ""),
            Encoding.UTF8.GetBytes(hasKey ? text[(tab + 1)..] : text));
    }
}
