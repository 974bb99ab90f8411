using System.CommandLine;
using System.Globalization;

namespace MarketGateway.Tools.Commands;

/// <summary>An option that is a time: <c>500ms</c>, <c>30s</c>, <c>5m</c>, <c>2h</c>.</summary>
internal static class DurationOption
{
    public static Option<TimeSpan?> Create(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            var (number, unit) = text.EndsWith("ms", StringComparison.Ordinal) ? (text[..^2], 0.001)
                : text.EndsWith('s') ? (text[..^1], 1)
                : text.EndsWith('m') ? (text[..^1], 60)
                : text.EndsWith('h') ? (text[..^1], 3600)
                : (text, 1);
            if (double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
                && value * unit is > 0 and < 1e6)
            {
                return TimeSpan.FromSeconds(value * unit);
            }

            result.AddError($"{name} is '{text}' but must be a time above 0, such as 500ms, 30s or 5m.");
            return null;
        },
    };
}
