using MarketGateway.Admin;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Sessions;
using MarketGateway.Diagnostics;
using MarketGateway.Http;

namespace MarketGateway.Hosting;

/// <summary>Adds what operators look inside with, and intervene.</summary>
internal static class AdminComposition
{
    private const string Tokens = $"{AdminOptions.SectionName}:{nameof(AdminOptions.Tokens)}";

    /// <exception cref="SettingsException">A token is too short, or names nobody.</exception>
    public static void Add(WebApplicationBuilder builder)
    {
        var options = Settings.Read<AdminOptions>(builder.Configuration, AdminOptions.SectionName);
        SettingsException.ThrowIfAny([.. options.Tokens.Where(token => token.Value.Length < AdminOptions.TokenLengthMin).Select(
            token => $"{Tokens}:{token.Key} has {token.Value.Length} characters; it must have at least "
                + $"{AdminOptions.TokenLengthMin}, such as those of 'openssl rand -base64 32'.")]);
        var levels = new LogLevelOverrides();
        ((IConfigurationBuilder)builder.Configuration).Add(levels);
        builder.Services.AddSingleton(levels);
        builder.Services.AddSingleton(services => new AdminAccess(
            options, services.GetRequiredService<MetricsEndpoint>().IsOnLoopback));
        builder.Services.AddSingleton<ISettingsReport>(new SettingsReport(builder.Configuration));
        builder.Services.AddSingleton<IDrainControl>(services => services.GetRequiredService<GatewayDrain>());
        builder.Services.AddSingleton(services => new GatewayAdmin(
            services.GetRequiredService<SessionHub>(),
            services.GetRequiredService<Market>(),
            services.GetRequiredService<HealthReport>(),
            services.GetRequiredService<IDrainControl>(),
            services.GetRequiredService<ISettingsReport>(),
            levels,
            services.GetRequiredService<TimeProvider>(),
            services.GetService<IFeedInspection>())
        {
            ProductVersion = MetricsExport.Version,
        });
        builder.Services.AddAdmin();
    }
}
