namespace MarketGateway.Hosting;

/// <summary>Checks the levels of the section <c>Logging</c>, which the host itself refuses without saying which one.</summary>
internal static class LogLevels
{
    private const string Section = "Logging";
    private const string LevelsKey = "LogLevel";

    /// <exception cref="SettingsException">A level does not exist.</exception>
    public static void Check(IConfiguration configuration)
    {
        var logging = configuration.GetSection(Section);
        var levels = logging.GetChildren().Select(provider => provider.GetSection(LevelsKey))
            .Prepend(logging.GetSection(LevelsKey))
            .SelectMany(section => section.GetChildren());
        SettingsException.ThrowIfAny(
        [
            .. levels.Where(level => !IsLevel(level.Value)).Select(level =>
                $"{level.Path} is '{level.Value}'; it must be one of {string.Join(", ", Enum.GetNames<LogLevel>())}."),
        ]);
    }

    private static bool IsLevel(string? text) => string.IsNullOrEmpty(text)
        || (Enum.TryParse<LogLevel>(text, ignoreCase: true, out var level) && Enum.IsDefined(level));
}
