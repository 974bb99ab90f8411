using System.Text.Json;

namespace MarketGateway.Hosting;

/// <summary>
/// Where the log is JSON, all that the process writes is: one object a line, from the first line to the last, in the shape
/// of the console's own formatter.
/// </summary>
internal static class JsonLog
{
    /// <summary>The category of what the process says of itself.</summary>
    public const string Category = "MarketGateway";

    private const string FormatterSetting = "Logging:Console:FormatterName";
    private const string Formatter = "json";

    public static bool IsOn(IConfiguration configuration) =>
        string.Equals(configuration[FormatterSetting], Formatter, StringComparison.OrdinalIgnoreCase);

    /// <summary>Says the same before there are settings, or when they are wrong.</summary>
    public static bool IsOn(string[] args)
    {
        try
        {
            return IsOn(new ConfigurationBuilder()
                .AddEnvironmentVariables()
                .AddEnvironmentVariables(GatewayApplication.EnvironmentPrefix)
                .AddCommandLine(args)
                .Build());
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>Writes why the process ends.</summary>
    public static string Failure(string reason, TimeProvider time) => JsonSerializer.Serialize(new
    {
        Timestamp = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z '", System.Globalization.CultureInfo.InvariantCulture),
        EventId = 0,
        LogLevel = nameof(Microsoft.Extensions.Logging.LogLevel.Critical),
        Category,
        Message = reason,
    });
}
