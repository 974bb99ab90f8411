using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
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
        AcceptCertificates(builder, options);
        var levels = new LogLevelOverrides();
        ((IConfigurationBuilder)builder.Configuration).Add(levels);
        builder.Services.AddSingleton(levels);
        builder.Services.AddSingleton(options);
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

    /// <summary>Asks whoever connects to the operators' address for a certificate, and nobody else; none is all right.</summary>
    private static void AcceptCertificates(WebApplicationBuilder builder, AdminOptions options)
    {
        if (options.ClientCaFile.Length == 0)
        {
            return;
        }

        const string Setting = $"{AdminOptions.SectionName}:{nameof(AdminOptions.ClientCaFile)}";
        var url = builder.Configuration[MetricsOptions.UrlSetting] ?? new MetricsOptions().Url;
        if (!url.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        {
            throw new SettingsException(
                $"{Setting} is '{options.ClientCaFile}', and {MetricsOptions.UrlSetting} is '{url}'; certificates are shown "
                + "over https only.");
        }

        var certificates = new OperatorCertificates(ReadAuthorities(Setting, options.ClientCaFile));
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureHttpsDefaults(https =>
            https.OnAuthenticate = (connection, tls) =>
            {
                var operators = kestrel.ApplicationServices.GetRequiredService<MetricsEndpoint>();
                if (connection.LocalEndPoint is IPEndPoint local && operators.IsAtPort(local.Port))
                {
                    tls.ClientCertificateRequired = true;
                    tls.RemoteCertificateValidationCallback = (_, shown, _, _) => shown is null || certificates.IsOperator(shown);
                }
            }));
    }

    private static X509Certificate2Collection ReadAuthorities(string setting, string file)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(file);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new SettingsException($"{setting} is '{file}', which cannot be read: {wrong.Message}");
        }

        return authorities.Count > 0
            ? authorities
            : throw new SettingsException($"{setting} is '{file}', in which there is no certificate.");
    }
}
