namespace MarketGateway.Hosting;

/// <summary>
/// Finds what is no setting on the command line. The framework overlooks it: with one dash too few, or a value
/// forgotten, the gateway would start without the setting.
/// </summary>
internal static class CommandLine
{
    private const string NameMark = "--";

    /// <exception cref="SettingsException">An argument is no setting, or has no value.</exception>
    public static void Check(IReadOnlyList<string> arguments)
    {
        var faults = new List<string>();
        for (var index = 0; index < arguments.Count; index++)
        {
            var argument = arguments[index];
            var hasValue = argument.Contains('=', StringComparison.Ordinal);
            if (!IsName(argument))
            {
                faults.Add($"'{argument}' is no setting; one is given as --Section:Name value, "
                    + "for example --Kafka:BootstrapServers broker:9092.");
            }
            else if (!hasValue && (index + 1 == arguments.Count || IsName(arguments[index + 1])))
            {
                faults.Add($"{argument[NameMark.Length..]} has no value; give one after it, or \"\" for an empty one.");
            }
            else
            {
                index += hasValue ? 0 : 1;
            }
        }

        SettingsException.ThrowIfAny(faults);
    }

    /// <summary>True for two dashes and a letter; the text of a key begins with five dashes.</summary>
    private static bool IsName(string argument) =>
        argument.StartsWith(NameMark, StringComparison.Ordinal)
        && argument.Length > NameMark.Length
        && char.IsAsciiLetter(argument[NameMark.Length]);
}
