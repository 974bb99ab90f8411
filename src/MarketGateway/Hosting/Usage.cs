using System.Collections;
using System.Globalization;
using MarketGateway.Diagnostics;

namespace MarketGateway.Hosting;

/// <summary>What <c>--help</c> and <c>--version</c> answer instead of a start.</summary>
internal static class Usage
{
    /// <summary>Answers a question about the program; null: none was asked, and the gateway is to start.</summary>
    public static string? AnswerTo(IReadOnlyList<string> arguments) => arguments switch
    {
        [.., "--version"] => $"MarketGateway {MetricsExport.Version}",
        _ when arguments.Any(argument => argument is "--help" or "-h" or "-?") => Help(),
        _ => null,
    };

    private static string Help()
    {
        var settings = SettingsCatalog.Ours.SelectMany(ours => Settings.Defaults(ours.Type, ours.Section))
            .Select(setting => $"  --{setting.Name} {Text(setting.Value)}".Replace(" :", ":", StringComparison.Ordinal));
        return $"""
            MarketGateway {MetricsExport.Version}: reads market data from Kafka and streams it over WebSocket.

            Usage: MarketGateway [--Section:Name value]...

            Without settings it starts an embedded broker and a simulated market at http://localhost:8080.
            With --Kafka:BootstrapServers host:port it reads your cluster; then --Authentication:Mode says who may read.

            Settings also come from appsettings.json (beside the program, in the working folder), and from the
            environment: {GatewayApplication.EnvironmentPrefix}Kafka__BootstrapServers=host:port. src/MarketGateway/README.md says
            what each means. With defaults:

              --{SettingsCatalog.Urls} http://localhost:8080
            {string.Join('\n', settings)}

              --help, --version   say this, and which version this is
            """;
    }

    private static string Text(object? value) => value switch
    {
        null or "" => "\"\"",
        string text => text,
        IDictionary<string, string> => ":NAME (none)",
        IEnumerable => ":0 (none)",
        TimeSpan time when time.Milliseconds > 0 => $"{time:c}".TrimEnd('0'),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
