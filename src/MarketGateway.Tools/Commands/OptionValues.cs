using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace MarketGateway.Tools.Commands;

/// <summary>Options that say what is wrong with a value, and what would be right.</summary>
internal static class OptionValues
{
    /// <summary>Makes an option for a whole number within bounds.</summary>
    public static Option<int> Integer(string name, string description, int byDefault, int min, int max) => new(name)
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => byDefault,
        CustomParser = result => ParseInteger(result, name, min, max),
    };

    /// <summary>Makes an option for a whole number within bounds that has no value when it is not given.</summary>
    public static Option<int?> OptionalInteger(string name, string description, int min, int max) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result => ParseInteger(result, name, min, max),
    };

    private static int ParseInteger(ArgumentResult result, string name, int min, int max)
    {
        var text = result.Tokens[0].Value;
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            || value < min || value > max)
        {
            result.AddError($"{name} is '{text}' but must be a whole number from {min} to {max}.");
        }

        return value;
    }
}
