using MarketGateway.Kafka;
using MarketGateway.Security;
using MarketGateway.WebSockets;

namespace MarketGateway.Hosting;

/// <summary>Reads who may read the market, and refuses to guess it where that would open somebody's data.</summary>
internal static class AccessSettings
{
    private const string ServersSetting = $"{KafkaOptions.Section}:{nameof(KafkaOptions.BootstrapServers)}";

    /// <exception cref="SettingsException">A setting is wrong, or one that has no default is missing.</exception>
    public static void Add(WebApplicationBuilder builder, string urlsSetting)
    {
        var access = Settings.Read<AccessOptions>(builder.Configuration, AccessOptions.SectionName);
        var openReason = WhatIsOpen(builder.Configuration, urlsSetting);
        var open = AccessOptionsCheck.ChooseMode(access, openReason);
        SettingsException.ThrowIfAny(open is null ? [.. AccessOptionsCheck.Faults(access)] : [open]);
        var origins = Settings.Read<StreamOptions>(builder.Configuration, StreamOptions.SectionName).AllowedOrigins;
        SettingsException.ThrowIfAny([.. origins.Where(origin => !IsOrigin(origin)).Select(origin =>
            $"{OriginPolicy.SettingName} has '{origin}'; it must be an origin such as https://desk.example.com, or * for any.")]);
        HostSettings.Add(builder, isDemo: openReason is null);
        try
        {
            builder.AddAccess(access, origins);
        }
        catch (FormatException wrong)
        {
            throw new SettingsException(wrong.Message);
        }
    }

    /// <summary>Says what there is to protect; null where there is only the demo, for this machine.</summary>
    private static string? WhatIsOpen(ConfigurationManager configuration, string urlsSetting)
    {
        if (configuration[ServersSetting] is { Length: > 0 } servers)
        {
            return $"{ServersSetting} is '{servers}'";
        }

        var addresses = configuration.GetSection("Kestrel:Endpoints").GetChildren()
            .Select(endpoint => (Setting: $"{endpoint.Path}:Url", Text: endpoint["Url"] ?? ""))
            .Concat((configuration[urlsSetting] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries)
                .Select(url => (Setting: urlsSetting, Text: url)));
        foreach (var (setting, text) in addresses)
        {
            var address = BindingAddress.Parse(text);
            if (!address.IsUnixPipe && !address.IsNamedPipe && !AccessOptionsCheck.IsLoopback(address.Host))
            {
                return $"{setting} has '{text}', which is not only for this machine";
            }
        }

        return null;
    }

    private static bool IsOrigin(string text) => text == "*" ||
        (Uri.TryCreate(text, UriKind.Absolute, out var origin) && origin.Scheme is "http" or "https" && origin.PathAndQuery == "/");
}
