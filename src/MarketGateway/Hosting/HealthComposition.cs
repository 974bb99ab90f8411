using MarketGateway.Http;

namespace MarketGateway.Hosting;

/// <summary>Adds what answers the questions of an orchestrator.</summary>
internal static class HealthComposition
{
    /// <exception cref="SettingsException">A setting is wrong.</exception>
    public static void Add(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(Settings.Read<HealthOptions>(builder.Configuration, HealthOptions.SectionName));
        builder.Services.AddSingleton<HealthReport>();
    }
}
