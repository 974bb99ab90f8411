using System.Collections;
using System.Globalization;
using MarketGateway.Admin;

namespace MarketGateway.Hosting;

/// <summary>
/// Says which settings took effect: ours, with their defaults, and those of the framework that are given. What may be a
/// secret is hidden by its name; of a map's entries all are but those that are known to be none.
/// </summary>
internal sealed class SettingsReport(IConfiguration configuration) : ISettingsReport
{
    private static readonly string[] SecretWords =
        ["password", "secret", "token", "key", "credential", "jaas", "oauthbearer", "sasl.username", "pem"];

    /// <summary>Names that have such a word in them and hide nothing.</summary>
    private static readonly string[] OpenNames =
    [
        "KeysRefreshInterval", "SigningKeyFile", "TicketKeyFile", "KeyPath", "ssl.key.location", "ssl.keystore.location",
        "sasl.oauthbearer.method",
    ];

    /// <summary>The sections of the framework whose entries are read.</summary>
    private static readonly string[] OfFramework = ["Urls", "AllowedHosts", "Logging", "Kestrel"];

    public IReadOnlyDictionary<string, string> Effective
    {
        get
        {
            var report = new SortedDictionary<string, string>(StringComparer.Ordinal);
            foreach (var (name, value) in SettingsCatalog.Ours.SelectMany(ours => Settings.Defaults(ours.Type, ours.Section)))
            {
                AddDefault(report, name, value);
            }

            foreach (var (name, value) in Given())
            {
                var known = report.Keys.FirstOrDefault(key => key.Equals(name, StringComparison.OrdinalIgnoreCase));
                report[known ?? name] = Shown(name, value);
            }

            return report;
        }
    }

    private IEnumerable<(string Name, string Value)> Given() =>
        SettingsCatalog.Ours.Select(static ours => ours.Section).Concat(OfFramework)
            .SelectMany(section => configuration.GetSection(section).AsEnumerable())
            .Where(static setting => setting.Value is not null)
            .Select(static setting => (setting.Key, setting.Value!));

    /// <remarks>A list or map without entries is not shown: there is nothing that could be said of it.</remarks>
    private static void AddDefault(SortedDictionary<string, string> report, string name, object? value)
    {
        if (value is string or not IEnumerable)
        {
            report[name] = Shown(name, Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
        }
    }

    private static string Shown(string name, string value) =>
        value.Length == 0 ? "" : IsSecret(name) ? ISettingsReport.Hidden : WithoutUserInfo(value);

    private static bool IsSecret(string name)
    {
        // A token's owner is the last word of its name, the setting the one before.
        var words = name.Split(':');
        return words.Any(static word => !OpenNames.Contains(word, StringComparer.OrdinalIgnoreCase)
            && SecretWords.Any(secret => word.Contains(secret, StringComparison.OrdinalIgnoreCase)));
    }

    /// <summary>An address may have a password in it.</summary>
    private static string WithoutUserInfo(string value) =>
        value.Contains('@', StringComparison.Ordinal) && value.Contains("://", StringComparison.Ordinal)
            ? ISettingsReport.Hidden
            : value;
}
